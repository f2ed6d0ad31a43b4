"""Review: nothing is published unread (articles 10, 12-15)."""
