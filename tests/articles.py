"""``python -m tests.articles``: which tests prove which article of the regulation, as a table.

The table is made from the markers themselves (``@pytest.mark.article(7)``), by collecting the suite without running it. With
``--complete`` it ends with 1 where an article that asks something of the system has no test. Articles 1–3 and 17 name the subject,
the leadership and the entry into force: they ask nothing that a test could prove.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import io
import sys
from collections.abc import Mapping

import pytest

SUBJECTS = {
    1: "适用范围 what counts as new media",
    2: "指导原则 purpose",
    3: "统一领导 leadership",
    4: "归口管理职责 duties of the propaganda department",
    5: "谁主办、谁负责 who runs it answers for it",
    6: "分级管理、第一责任人 tiers and responsible persons",
    7: "审批备案、变更、年度审核 approval, changes, annual review",
    8: "名称保护 name protection",
    9: "个人账号 personal accounts",
    10: "内容合法合规 lawful content",
    11: "避免重复建设 against duplication",
    12: "联动、统一部署与口径 campaigns, directives, statements",
    13: "先审后发 review before publication",
    14: "保密 secrecy",
    15: "不良信息处置、责任追究 incidents and accountability",
    16: "培训、协会、专项资金 training, association, fund",
    17: "解释与施行 interpretation and entry into force",
}
ASKING = range(4, 17)


class Collector:
    """A pytest plugin that keeps the names of the tests under the articles they carry."""

    def __init__(self) -> None:
        self.tests: dict[int, list[str]] = collections.defaultdict(list)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            numbers = {number for marker in item.iter_markers("article") for number in marker.args}
            name = item.nodeid.partition("[")[0]
            for number in numbers:
                if name not in self.tests[number]:
                    self.tests[number].append(name)


def collect() -> Mapping[int, list[str]]:
    """Article → ids of its tests; raises SystemExit with pytest's words where the suite cannot be collected."""
    collector = Collector()
    with contextlib.redirect_stdout(io.StringIO()):
        code = pytest.main(["--collect-only", "-q", "tests"], plugins=[collector])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise SystemExit("the suite cannot be collected: run python -m pytest --collect-only")
    return collector.tests


def table(tests: Mapping[int, list[str]]) -> str:
    """The table as text, one line an article and one a test."""
    lines = []
    for number, subject in SUBJECTS.items():
        named = tests.get(number, [])
        lines.append(f"第{number:>2}条  {subject}: {len(named)}")
        lines += [f"        {name}" for name in named]
    return "\n".join(lines)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.articles", description=__doc__)
    options.add_argument("--complete", action="store_true", help="exit 1 where one of articles 4 to 16 has no test")
    chosen = options.parse_args()
    tests = collect()
    print(table(tests))
    bare = [number for number in ASKING if not tests.get(number)]
    if bare:
        print("没有测试的条款 articles without a test:", ", ".join(map(str, bare)))
    return int(chosen.complete and bool(bare))


if __name__ == "__main__":
    sys.exit(main())
