"""What is made from the description. Made by `make client` from the OpenAPI description; do not edit."""

from __future__ import annotations
