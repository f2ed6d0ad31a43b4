"""``xinmei screen``: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from deploy.commands.options import examples
from deploy.problems import Problem
from services.review import screening


@click.command(
    epilog=examples(
        """echo '{"id": "1", "text": "加微❤信刷-单"}' | xinmei screen""",
        "xinmei screen --lexicon words.csv < texts.jsonl > findings.jsonl",
    )
)
@click.option(
    "--lexicon",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="词表。 Word list: text, CSV or Excel.",
)
def screen(lexicon: Path | None) -> None:
    """筛查标准输入的每一行。 Screen each line of standard input.

    每行一个 JSON 对象:id、text,可加 terms、allow。 A JSON object a line: id, text, and if wanted terms, allow.
    """
    failed = False
    for result in screening.screen_lines(sys.stdin.buffer, _screener(lexicon)):
        failed = failed or "error" in result
        click.echo(_line(result))
    sys.exit(int(failed))


def _line(result: dict[str, Any]) -> str:
    """JSON as people read it; with escapes where half a surrogate pair came in, for UTF-8 has no bytes for it."""
    text = json.dumps(result, ensure_ascii=False)
    readable = not any("\ud800" <= char <= "\udfff" for char in text)
    return text if readable else json.dumps(result)


def _screener(path: Path | None) -> screening.Screener:
    try:
        lexicon = screening.load_lexicon(path) if path else screening.starter()
    except ValueError as error:
        raise Problem("词表有误,未作筛查。", str(error)) from error
    return screening.Screener(lexicon)
