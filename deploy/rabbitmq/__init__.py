"""What RabbitMQ is told about the suite: vhost, queues, policies, and a user for each service with no more rights than it needs."""
