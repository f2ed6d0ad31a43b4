"""The review service's tables and every question that is put to them."""
