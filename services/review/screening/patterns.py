"""Owns the rules that are patterns and not words: personal data with check digits, addresses, secrecy markings.

They read a folded text that keeps its punctuation and digits (`stream.plain_text`). Every pattern is bounded and anchored, so
that each runs in linear time on hostile text. Articles: 10 personal data, 13 unreviewed addresses, 14 secrecy.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from services.review.screening.letters import CHINESE_NUMERALS, read_table
from services.review.screening.lexicon import Severity
from services.review.screening.numbers import is_bank_card, is_id_card, is_ipv4
from services.review.screening.spans import Cover


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's name without `rule:`, how severe a finding is, and the article it cites."""

    name: str
    severity: Severity
    article: int


ID_CARD: Final = Rule("id_card", "block_until_answered", 10)
MOBILE: Final = Rule("mobile", "block_until_answered", 10)
BANK_CARD: Final = Rule("bank_card", "block_until_answered", 10)
EMAIL: Final = Rule("email", "remind", 10)
URL: Final = Rule("url", "remind", 13)
IPV4: Final = Rule("ipv4", "escalate", 14)
SECRECY_MARK: Final = Rule("secrecy_mark", "escalate", 14)
INTERNAL_MARK: Final = Rule("internal_mark", "escalate", 14)

PatternHit = tuple[Rule, int, int]  # a rule, and the span of the plain text that it found

ID_CARD_PATTERN = re.compile(r"(?<![0-9a-z])[1-9]\d{5}([ -]?)\d{8}\1\d{3}[0-9x](?![0-9a-z])")
BANK_CARD_PATTERN = re.compile(
    r"(?<![0-9])(?:\d{16,19}|(?<![0-9][ -])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1?\d{1,3})?(?![ -]?[0-9]))(?![0-9])"
)
MOBILE_PATTERN = re.compile(
    r"(?<![0-9])(?<![0-9]-)(?<!0\.)(?:(?:\+|00)86[ -]?)?1[3-9]\d(?:\d{8}|([ -])\d{4}\1\d{4})(?![0-9])(?!\.\d)(?!-\d)"
)
IPV4_PATTERN = re.compile(
    r"(?<![0-9.])(?<!\d\[\.\])(?<![0-9a-z]v)\d{1,3}(?:(?:\.|。|\[\.\]|\(\.\))\d{1,3}){3}(?![0-9]|(?:\.|。|\[\.\]|\(\.\))[0-9])"
)

# A dot as it is, and as people write it to get past filters.
DOT = r"(?:\.|。| ?[\[({【] ?(?:\.|dot|点) ?[\])}】] ?|(?<=[a-z0-9])点(?=[a-z])| dot )"
AT = r"(?:@| ?[\[({【] ?(?:@|at) ?[\])}】] ?| at (?=[a-z0-9-]{1,40} dot ))"
IDEOGRAPHIC_DOMAINS = (
    r"(?:中国|公司|网络|网址|集团|在线|中文网|商城|政务|公益|网店|商店|我爱你|手机|娱乐|游戏|佛山|广东|信息|时尚)"
)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
EMAIL_PATTERN = re.compile(
    rf"(?<![a-z0-9._%+-])[a-z0-9._%+-]{{0,63}}[a-z0-9_%+-]{AT}(?:{LABEL}{DOT}){{1,8}}[a-z]{{2,24}}(?![a-z0-9])"
)
SCHEME_PATTERN = re.compile(
    r"(?<![a-z0-9])[a-z][a-z0-9+.-]{1,15}(?::|\[:\]) ?//"
    r"(?:[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%。]{1,2000}|[^\s<>\"，。；！？、】》]{1,200})"
)
WWW_PATTERN = re.compile(rf"(?<![a-z0-9.@-])www{DOT}{LABEL}{DOT}[a-z0-9][a-z0-9\-._~:/?#@!$&'()*+,;=%]{{0,2000}}")
HOST_PATTERN = re.compile(
    rf"(?<![a-z0-9.@_-])(?:(?:{LABEL}{DOT}){{1,8}}([a-z]{{2,18}})|[a-z0-9\u4e00-\u9fff-]{{1,30}}{DOT}{IDEOGRAPHIC_DOMAINS})"
    r"(?::\d{1,5})?/[a-z0-9\-._~:/?#@!$&'()*+,;=%]{0,2000}"
)

LEVEL = r"(?:绝 ?密|机 ?密|秘 ?密)"
NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百两半]{1,4})"
PERIOD = rf"(?:{NUMBER} ?(?:个)? ?(?:年(?!级)|月|天|日|周)|长 ?期|启 ?用 ?前|启 ?封 ?前|使 ?用 ?前|永 ?久)"
STAR = r"[★☆*✩✪✫✬✭✮✯✰⭐🌟✱✳✲※⋆﹡]"
SECRECY_PATTERN = re.compile(
    rf"{LEVEL} ?{STAR}{{1,3}} ?(?:解密时间 ?)?{PERIOD}"
    rf"|密 ?级 ?[\]】)]? ?[::] ?[\[【(]? ?{LEVEL}"
    rf"|(?:(?<=\n)|\A)\s{{0,20}}[\[【(〔〖{{] ?{LEVEL} ?(?:{STAR} ?)?[\])】〕〗}}]"
)
BAN = r"(?:不 ?得|严 ?禁|禁 ?止|请 ?勿)"
SPREADING = r"(?:外 ?传|传 ?播|转 ?发|公 ?开)"
INTERNAL_PATTERN = re.compile(
    rf"内 ?部 ?(?:文 ?件|资 ?料|材 ?料|使 ?用|传 ?阅)[\s\S]{{0,8}}?{BAN}[^。！!？?;；\n]{{0,6}}?{SPREADING}"
)
# Words of which one stands in every text that such a pattern could match.
ADDRESS_TRIGGERS: Final = ("www", "http", "hxxp", "ftp", "dot", "点com", "点cn", "点net", "点org")
SECRECY_TRIGGERS: Final = ("绝密", "机密", "秘密", "密级")
INTERNAL_TRIGGERS: Final = tuple("内部" + noun for noun in ("文件", "资料", "材料", "使用", "传阅"))
TRIGGERS: Final = (*ADDRESS_TRIGGERS, *SECRECY_TRIGGERS, *INTERNAL_TRIGGERS)
NUMERALS: Final = str.maketrans(CHINESE_NUMERALS)


@cache
def top_level_domains() -> frozenset[str]:
    """The top-level domains that make a host of `name.domain/path`."""
    return frozenset(name for line in read_table("domains.txt") for name in line.split())


def find_numbers(text: str, today: date) -> Iterator[PatternHit]:
    """Resident numbers, bank cards, mobile numbers and IPv4 addresses, in digits or in Chinese numerals."""
    yield from find_written_numbers(text, today)
    spelled = text.translate(NUMERALS)
    if spelled != text:
        yield from (hit for hit in find_written_numbers(spelled, today) if not text[hit[1] : hit[2]].isascii())


def find_written_numbers(text: str, today: date) -> Iterator[PatternHit]:
    """The numbers in digits; a resident's number is no bank card."""
    cards = {match.span() for match in ID_CARD_PATTERN.finditer(text) if is_id_card(compact(match[0]), today)}
    yield from ((ID_CARD, *span) for span in sorted(cards))
    for match in BANK_CARD_PATTERN.finditer(text):
        if is_bank_card(compact(match[0])) and match.span() not in cards:
            yield BANK_CARD, *match.span()
    yield from ((MOBILE, *match.span()) for match in MOBILE_PATTERN.finditer(text))
    for match in IPV4_PATTERN.finditer(text):
        if is_ipv4(re.sub(r"\D+", ".", match[0])):
            yield IPV4, *match.span()


def find_addresses(text: str) -> Iterator[PatternHit]:
    """E-mail addresses and links; the domain of an e-mail address is no second hit."""
    mails = [match.span() for match in EMAIL_PATTERN.finditer(text)]
    inside = Cover(mails)
    yield from ((EMAIL, *span) for span in mails)
    for pattern in (SCHEME_PATTERN, WWW_PATTERN, HOST_PATTERN):
        for match in pattern.finditer(text):
            known = pattern is not HOST_PATTERN or not match[1] or match[1] in top_level_domains()
            if known and not inside.covers(match.start(), match.start() + 1):
                yield URL, *match.span()


def find_markings(text: str) -> Iterator[PatternHit]:
    """Secrecy markings and internal markings (article 14)."""
    yield from ((SECRECY_MARK, *match.span()) for match in SECRECY_PATTERN.finditer(text))
    yield from ((INTERNAL_MARK, *match.span()) for match in INTERNAL_PATTERN.finditer(text))


def compact(number: str) -> str:
    """A number without its grouping."""
    return number.replace(" ", "").replace("-", "")
