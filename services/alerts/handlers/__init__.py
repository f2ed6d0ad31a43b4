"""What people and events can do with this service: one function a use case."""
