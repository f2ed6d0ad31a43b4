"""What services promise each other: events, errors, and the shapes and names of calls. Imports nothing of ours."""
