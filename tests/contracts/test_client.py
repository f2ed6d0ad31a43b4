"""The typed Python client in ``clients/python`` is the one that the OpenAPI description makes."""

from __future__ import annotations

from deploy.client.python import FOLDER, description, generate


def test_the_committed_client_is_not_stale() -> None:
    made = generate(description())
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}
    assert committed.keys() == made.keys()
    stale = [name for name, text in made.items() if committed[name] != text]
    assert not stale, f"{stale} differ from the description: run `make client` and commit it"
