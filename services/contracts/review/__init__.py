"""What the review service promises the others: its events, operations and shapes."""
