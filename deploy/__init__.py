"""How the suite is put together, started and kept: the `xinmei` command and everything an operator needs."""
