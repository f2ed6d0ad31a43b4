"""The subcommands of `xinmei`, each in a module of its own; here only their names, so that listing them loads none."""

COMMANDS = {
    "up": "deploy.commands.up:up",
    "run": "deploy.commands.run:run",
    "migrate": "deploy.commands.migrate:migrate",
    "doctor": "deploy.commands.doctor:doctor",
    "retention": "deploy.commands.retention:retention",
    "top": "deploy.commands.top:top",
    "broker-definitions": "deploy.commands.broker:broker_definitions",
    "create-admin": "deploy.commands.admin:create_admin",
    "screen": "deploy.commands.screen:screen",
    "dead-letters": "deploy.commands.dead_letters:dead_letters",
    "ledger": "deploy.commands.ledger:ledger",
    "import": "deploy.commands.sheets:import_",
    "export": "deploy.commands.sheets:export",
    "backup": "deploy.commands.backup:backup",
    "restore": "deploy.commands.backup:restore",
    "bench": "deploy.commands.bench:bench",
}
