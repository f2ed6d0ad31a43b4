"""``xinmei bench NAME``: this suite, its peers and the limit, side by side in one run."""

from __future__ import annotations

import importlib
import json

import click

from deploy.benchmarks.machine import machine
from deploy.commands.options import examples
from deploy.problems import Problem

BENCHES = ("screening", "pipeline", "enrolment", "boards", "scale")


@click.command(epilog=examples("xinmei bench screening", "xinmei bench pipeline --json > pipeline.json"))
@click.argument("name", type=click.Choice(BENCHES))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。 Print JSON only.")
def bench(name: str, as_json: bool) -> None:
    """性能对照:本软件、同类与极限。 Measure this suite, its peers and the limit side by side."""
    try:
        module = importlib.import_module(f"tests.benchmarks.{name}")
    except ModuleNotFoundError as error:
        raise Problem(
            f"性能测试 {name} 不可用:请在源码目录中运行,并先执行 make test 所需的安装。",
            f"Benchmark {name} is not available ({error}): run it in a checkout, with the test packages installed.",
        ) from error
    where = machine()  # now, for afterwards its load is our own
    results = {**module.run(lambda line: click.echo(line, err=True)), "machine": where}
    click.echo(json.dumps(results, ensure_ascii=False, indent=None if as_json else 2))
