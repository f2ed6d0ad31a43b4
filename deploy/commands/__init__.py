"""The subcommands of `xinmei`, a module each."""
