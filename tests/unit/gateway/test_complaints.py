"""What is wrong with a field is said in the reader's language alone."""

from __future__ import annotations

import pytest

from gateway import complaints, language


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        ("不能为空。 Must not be empty.", "不能为空。", "Must not be empty."),
        ("a.cn 不在获准的主机之列。 a.cn is not allowed.", "a.cn 不在获准的主机之列。", "a.cn is not allowed."),
        ("须为带时区的时间,如 2026。 Must have an offset.", "请选择日期和时间。", "Choose a date and a time."),
        ("Not a valid integer.", "请填写整数。", "Fill in a whole number."),
        (
            "Must be greater than or equal to 1 and less than or equal to 9.",
            "须在 1 至 9 之间。",
            "It must lie between 1 and 9.",
        ),
        ("只有中文。", "只有中文。", "只有中文。"),
    ],
)
def test_a_complaint_is_heard_in_one_language(monkeypatch: pytest.MonkeyPatch, told: str, zh: str, en: str) -> None:
    assert complaints.spoken(told) == zh
    monkeypatch.setattr(language, "current", lambda: "en")
    assert complaints.spoken(told) == en
