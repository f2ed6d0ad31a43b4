"""``python -m deploy.security.audit``: known holes and licences of the locked packages.

Holes are looked up where the network allows: without it, what could not be looked up is said, and nothing fails. Licences are read
from the installed packages: one that is not on the list fails, and wants a decision by a person.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = "requirements.lock"
PATIENCE = 90
ALLOWED = ("MIT", "Apache", "BSD", "ISC", "PSF", "Python Software Foundation", "Zlib", "CC0", "0BSD", "Unlicense")
# Weak copyleft: used as they are, unchanged, as packages of their own.
WEAK = ("MPL", "Mozilla Public License", "LGPL")


def holes() -> int:
    """How many known holes the locked packages have; 0 where nobody could be asked, which is said."""
    command = [sys.executable, "-m", "pip_audit", "-r", LOCK, "--require-hashes", "--disable-pip", "-f", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("漏洞:无法查询(没有网络)。 Known holes: nobody could be asked (no network).")
        return 0
    asked = [package for package in found if "skip_reason" not in package]
    bad = [(package, hole) for package in asked for hole in package["vulns"]]
    for package, hole in bad:
        fixed = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"  {package['name']} {package['version']}: {hole['id']}, mended in {fixed}")
    print(f"漏洞 known holes: {len(bad)}; 已查询 asked of {len(asked)} of {len(found)} packages")
    return len(bad)


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
