"""The tables of the training service and every statement on them; nothing else in the service speaks SQL."""
