"""What is deployed, checked without an engine: manifests, units, the image, alerts and dashboards."""
