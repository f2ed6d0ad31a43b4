"""The gateway: one HTTP API and one web portal in front of the services. It knows contracts and kit, never a service's inside."""
