"""The kit over real brokers and databases, both profiles side by side."""
