"""What services promise each other, by itself."""
