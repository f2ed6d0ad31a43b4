"""The alerts service in a running process: its queues, its deadlines, its database."""
