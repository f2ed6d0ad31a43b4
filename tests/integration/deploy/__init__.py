"""What is deployed, on real servers: the rights of each service's users, TLS, upgrades, backups."""
