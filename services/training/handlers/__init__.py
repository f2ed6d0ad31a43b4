"""One function a use case of training: checks rights, asks the domain, emits events and writes the ledger."""
