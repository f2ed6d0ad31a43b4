"""What the registry service promises the others: its events, operations and shapes."""
