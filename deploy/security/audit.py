"""``python -m deploy.security.audit``: known holes and licences of the locked packages.

Holes are looked up where the network allows: without it, what could not be looked up is said, and nothing fails. One package is
asked about first, so that a network that swallows everything costs seconds. Licences are read from the installed packages: one
that is not on the list fails, and wants a decision by a person.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LOCK = "requirements.lock"
FIRST_SECONDS, PATIENCE = 15.0, 90.0
"""What the first package's answer may take, and what all of them together may."""
AUDIT = (sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--timeout", "5", "-f", "json")
ALLOWED = ("MIT", "Apache", "BSD", "ISC", "PSF", "Python Software Foundation", "Zlib", "CC0", "0BSD", "Unlicense")
# Weak copyleft: used as they are, unchanged, as packages of their own.
WEAK = ("MPL", "Mozilla Public License", "LGPL")


def holes() -> int:
    """How many known holes the locked packages have; 0 where nobody could be asked, which is said."""
    found = _ask(first_of(Path(LOCK).read_text()), FIRST_SECONDS) and _ask(Path(LOCK).read_text(), PATIENCE)
    if not found:
        print("漏洞:无法查询(没有网络)。 Known holes: nobody could be asked (no network).", flush=True)
        return 0
    asked = [package for package in found if "skip_reason" not in package]
    bad = [(package, hole) for package in asked for hole in package["vulns"]]
    for package, hole in bad:
        fixed = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"  {package['name']} {package['version']}: {hole['id']}, mended in {fixed}")
    print(f"漏洞 known holes: {len(bad)}; 已查询 asked of {len(asked)} of {len(found)} packages")
    return len(bad)


def first_of(lock: str) -> str:
    """The first package of a lock file, with its hashes."""
    return re.split(r"^(?=[a-z])", lock, maxsplit=2, flags=re.M | re.I)[1]


def _ask(requirements: str, seconds: float) -> list[dict[str, Any]] | None:
    """What the auditor says of each package; None where it came to no answer within `seconds`."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as asked:
        asked.write(requirements)
        asked.flush()
        try:
            done = subprocess.run(
                [*AUDIT, "-r", asked.name], capture_output=True, text=True, timeout=seconds, check=False
            )
            found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            return None
    return found


def licences() -> list[dict[str, Any]]:
    """Every installed package with its licence."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def is_allowed(licence: str) -> bool:
    """Whether each of what the licence names is on a list; ``A OR B`` needs one of them."""
    return any(
        all(_is_on_a_list(part) for part in re.split(r"\s+AND\s+|;", choice))
        for choice in re.split(r"\s+OR\s+", licence)
    )


def _is_on_a_list(part: str) -> bool:
    return any(word.lower() in part.lower() for word in (*ALLOWED, *WEAK))


def locked() -> set[str]:
    """The packages that are delivered, by their plain names."""
    lines = Path(LOCK).read_text().splitlines()
    return {_plain(line.partition("==")[0]) for line in lines if "==" in line and not line.startswith((" ", "#"))}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    wanted = locked()
    delivered = [package for package in licences() if _plain(package["Name"]) in wanted]
    odd = [package for package in delivered if not is_allowed(package["License"])]
    for package in odd:
        print(f"  {package['Name']} {package['Version']}: {package['License']}")
    print(f"许可证 licences: {len(delivered)} packages delivered, {len(odd)} with one that is not on the list")
    return int(bool(holes()) or bool(odd))


if __name__ == "__main__":
    sys.exit(main())
