"""Other ways to do the same work, for a fair measure: each is a program of its own, told everything by its environment."""
