"""The HTTP API: every operation of the catalogue as a documented view, and the OpenAPI description made from the same table."""
