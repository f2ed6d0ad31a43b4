"""Where messages may go: the kit's guard, under the name by which this package's modules know it."""

from __future__ import annotations

from services.kit.addresses import AddressRefused, Guard, Place, place_of

__all__ = ["AddressRefused", "Guard", "Place", "place_of"]
