"""The typed Python client, made from the OpenAPI description: `make client` writes it, and a test fails where it is stale."""
