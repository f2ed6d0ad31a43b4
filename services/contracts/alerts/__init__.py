"""What the alerts service promises the others: its events, operations and shapes."""
