"""``python -m deploy`` is the `xinmei` command."""

from deploy.cli import main

main()
