"""The suite broken on purpose: killed, cut off, fed with poison."""
