"""What is wrong with a field, as its reader hears it: services say it in both languages, a library of theirs in English only."""

from __future__ import annotations

import re

from gateway import language

REASON_MISSING = "请写明理由,送审人据此修改。 Say why, so that its author knows what to mend."
BOTH = re.compile(r"^(?P<zh>.*?[\u4e00-\u9fff].*?[。!?！？])\s+(?P<en>[^\u4e00-\u9fff].*)$", re.DOTALL)
LONGEST = 2_000
"""Characters of a sentence that is taken apart: that takes longer the longer it is, by its square."""
KNOWN = (
    (r"须为带时区的时间.*", "请选择日期和时间。", "Choose a date and a time."),
    (r"须为 YYYY-MM-DD 格式的日期.*", "请选择日期。", "Choose a day."),
    (r"Not a valid integer\..*", "请填写整数。", "Fill in a whole number."),
    (r"Not a valid (?:number|decimal)\..*", "请填写数字。", "Fill in a number."),
    (r"Not a valid (?:date|time|datetime)\..*", "请选择日期和时间。", "Choose a date and a time."),
    (
        r"Not a valid URL\..*",
        "须为完整的网址,以 https:// 开头。",
        "It must be a whole address that begins with https://.",
    ),
    (
        r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.",
        r"须在 \1 至 \2 之间。",
        r"It must lie between \1 and \2.",
    ),
    (r"Must be greater than or equal to (\S+)\.", r"不得小于 \1。", r"It must be \1 at least."),
    (r"Must be less than or equal to (\S+)\.", r"不得大于 \1。", r"It must be \1 at most."),
    (r"Must be one of: .*", "请从列表中选择。", "Choose one of the list."),
    (r"(?:Missing data for required field|Field may not be null)\.", "不能为空。", "It must not be empty."),
    (r"Longer than maximum length (\d+)\.", r"最多 \1 个。", r"At most \1."),
    (r"Shorter than minimum length (\d+)\.", r"至少 \1 个。", r"At least \1."),
    (r"Length must be between (\d+) and (\d+)\.", r"须为 \1 至 \2 个。", r"Between \1 and \2."),
)
PATTERNS = tuple((re.compile(pattern, re.DOTALL), zh, en) for pattern, zh, en in KNOWN)


def spoken(text: str) -> str:
    """The sentence in the language of the request; as it is where it is in one language only, and known in no other."""
    english = language.current() == "en"
    for pattern, zh, en in PATTERNS:
        if found := pattern.fullmatch(text):
            return found.expand(en if english else zh)
    both = BOTH.match(text) if len(text) <= LONGEST else None
    return both["en" if english else "zh"] if both else text
