"""How a process is put together, where something is in its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy import assembly
from deploy.problems import Problem
from services.kit.settings import Settings

FULL = OSError(28, "No space left on device")


def test_a_full_disk_leaves_no_half_of_a_secret_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_nothing(path: Path, text: str) -> int:
        raise FULL

    with monkeypatch.context() as full, pytest.raises(Problem, match="No space left"):
        full.setattr(Path, "write_text", write_nothing)
        assembly.kept_secret(tmp_path)
    assert list(tmp_path.iterdir()) == []
    made = assembly.kept_secret(tmp_path)
    assert len(made) >= assembly.SECRET_LENGTH
    assert assembly.kept_secret(tmp_path) == made
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_one_server_alone_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="XINMEI_DATABASE_URL"):
        assembly.make_platform(Settings(data=tmp_path, amqp_uri="amqp://guest@localhost/"))
