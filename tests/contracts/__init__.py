"""The samples of what was promised, checked both ways."""
