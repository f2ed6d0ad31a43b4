"""What stops a command: one clear line in Chinese and English, and exit status 1."""

from __future__ import annotations

import click


class Problem(click.ClickException):
    """Something the operator can mend; `zh` and `en` say what."""

    exit_code = 1

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")

    def show(self, file: object = None) -> None:
        click.echo(f"xinmei: {self.message}", err=True)
