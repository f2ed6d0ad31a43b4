"""Adapters that carry messages to the outside: chat bots, mail, hooks, and everything else through Apprise."""
