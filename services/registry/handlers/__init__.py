"""One function a use case: checks who asks, asks the domain, emits events, writes the ledger."""
