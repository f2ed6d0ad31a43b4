"""What the training service promises the others: its events, operations and shapes."""
