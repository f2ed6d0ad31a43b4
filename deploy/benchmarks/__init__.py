"""Measured figures as JSON, and the plots made from them."""
