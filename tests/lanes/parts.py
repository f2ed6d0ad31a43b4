"""Which test files run together in one process, and how long that will take.

A folder of integration, e2e or fault tests never shares a process with another: services inside a test need patched green threads,
and a browser and its asyncio cannot live with them. Large folders are split, so that two lanes end at about the same time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST = 150.0
QUICK = "tests/quick"
SECONDS = {QUICK: 0.25, "tests/integration": 2.0, "tests/e2e": 8.0, "tests/faults": 25.0}
"""What a test function takes, with all its parameters: by experience, on two cores."""
OTHER_SECONDS = 1.0
TOGETHER = ("tests/unit", "tests/contracts", "tests/lanes")
NO_TESTS = ("tests/benchmarks",)


@dataclass(frozen=True)
class Part:
    """Files for one process. A `quick` part needs no server."""

    name: str
    files: tuple[Path, ...]
    seconds: float

    @property
    def measured(self) -> bool:
        """Whether the suite's own code runs in the tests' process, where coverage sees it."""
        return not self.name.startswith(("tests/e2e", "tests/faults", "tests/servers"))

    @property
    def quick(self) -> bool:
        return self.name.startswith(QUICK)


def find_parts(root: Path) -> list[Part]:
    """Every test file below ``root/tests`` in exactly one part, the longest part first."""
    folders: dict[str, list[Path]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        relative = path.relative_to(root)
        if not relative.as_posix().startswith(NO_TESTS):
            folders.setdefault(_folder(relative), []).append(relative)
    found = [part for name, files in folders.items() for part in _split(root, name, files)]
    return sorted(found, key=lambda part: -part.seconds)


def _folder(path: Path) -> str:
    """Whose process a file may share."""
    name = path.as_posix()
    if name.startswith(TOGETHER) or path.parent.as_posix() == "tests":
        return QUICK
    return "/".join(path.parts[: 3 if path.parts[1] == "integration" else 2])


def _split(root: Path, name: str, files: list[Path]) -> Iterator[Part]:
    weights = {path: _seconds(root, name, path) for path in files}
    pieces = max(1, round(sum(weights.values()) / LONGEST))
    shares: list[list[Path]] = [[] for _ in range(pieces)]
    for path in sorted(files, key=lambda path: -weights[path]):
        min(shares, key=lambda share: sum(weights[each] for each in share)).append(path)
    for number, share in enumerate(filter(None, shares), start=1):
        title = f"{name} {number}/{pieces}" if pieces > 1 else name
        yield Part(title, tuple(sorted(share)), sum(weights[path] for path in share))


def _seconds(root: Path, name: str, path: Path) -> float:
    kind = next((seconds for prefix, seconds in SECONDS.items() if name.startswith(prefix)), OTHER_SECONDS)
    return kind * len(re.findall(r"^\s*def test_", (root / path).read_text(encoding="utf-8"), re.M))
