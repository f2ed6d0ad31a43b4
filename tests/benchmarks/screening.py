"""Screening posts of 800 characters by 60,000 terms, every tier and rule on, beside the bare matcher in the same process.

The bare matcher is ahocorasick_rs, which finds the terms as they stand and nothing else. Random text is ideographs drawn evenly
from the national standard set; running text is campus prose with its punctuation, numbers, names and Latin words. Every round
measures each contender once, in turn, so that a busy machine slows all of them; the median of the rounds counts. Texts are built
anew for each measurement, for a string that was matched before keeps its UTF-8 form and flatters the matcher. CPU time counts.
"""

from __future__ import annotations

import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import ahocorasick_rs

from services.review.screening import Lexicon, Screener, Term, starter
from services.review.screening.letters import load_letters
from services.review.screening.phonetics import load_sounds
from services.review.screening.words import load_words

POSTS, LENGTH, TERMS = 320, 800, 60_000
ROUNDS, LONGEST_RUN = 9, 45.0
ONE_BY_ONE = 40
# The lengths of listed terms, in the proportion in which word lists have them.
LENGTHS = (2, 2, 3, 3, 4, 4, 4, 5, 6)
SUBJECTS = (
    "学院",
    "校团委",
    "图书馆",
    "学生处",
    "后勤服务中心",
    "计算机系",
    "宣传统战部",
    "新媒体协会",
    "招生就业处",
    "保卫处",
    "艺术设计系",
    "国际交流处",
)
TIMES = (
    "本周五下午",
    "10月12日上午9:00",
    "下周一起",
    "2026年9月1日",
    "近日",
    "5月4日青年节前夕",
    "暑假期间",
    "开学第一周",
)
DEEDS = (
    "在大学生活动中心举办主题沙龙,邀请行业专家围绕短视频的策划与制作同大家交流经验",
    "组织师生代表赴革命旧址开展研学,重温入党誓词,聆听老党员讲述奋斗故事",
    "启动“书香校园”阅读推广活动,同学们可凭校园卡在APP上预约座位",
    "发布《关于做好秋季学期开学工作的通知》,要求各部门严格落实先审后发制度",
    "开展消防安全演练,现场讲解灭火器的使用方法和逃生技巧,共1200余名新生参加",
    "举行毕业生双选会,届时将有120家企业到场,提供3500多个岗位,覆盖全部专业",
    "公布奖学金评审结果,经个人申请、班级评议、院系审核,共有286名同学获奖",
    "推出“一站式”学生社区服务,可在QQ群、微信群或办事大厅在线办理各项业务",
    "参加全省职业技能大赛,获得一等奖2项、二等奖5项,再创历史最好成绩",
    "走进社区为老人理发、修理家电、量血压,用实际行动弘扬志愿服务精神",
)
ENDINGS = (
    "。",
    "!",
    "。详情请见公众号推文。",
    ",受到师生一致好评。",
    ",欢迎广大同学踊跃参与!",
    "(联系人:张老师)。",
    "。请各班班长通知到每一位同学。",
)


def run(progress: Callable[[str], None] | bool = False) -> dict[str, Any]:
    """Posts a second for each contender and text; `progress`, where it can be called, is told of each step."""
    tell = progress if callable(progress) else lambda _line: None
    terms = make_terms(TERMS)
    tell(f"building {len(terms)} terms")
    screener, build = build_screener(terms)
    started = time.process_time()
    bare = ahocorasick_rs.AhoCorasick(terms)
    build["ahocorasick_rs, s"] = round(time.process_time() - started, 3)
    results: dict[str, float] = {}
    ratios: dict[str, float] = {}
    for name, make in (("random", random_post), ("running", running_post)):
        tell(f"screening {name} text")
        measured = measure_text(screener, bare, make)
        results |= {f"{contender}, {name}": round(rate) for contender, rate in measured.items()}
        ratios[f"ours/ahocorasick_rs, {name}"] = round(measured["ours"] / measured["ahocorasick_rs"], 3)
        ratios[f"ours one by one/ahocorasick_rs, {name}"] = round(
            measured["ours one by one"] / measured["ahocorasick_rs"], 3
        )
    return {"bench": "screening", "unit": "posts/s", "results": results, "ratios": ratios, "build": build}


def measure_text(
    screener: Screener, bare: ahocorasick_rs.AhoCorasick, make: Callable[[random.Random], str]
) -> dict[str, float]:
    """Posts a second of every contender over one kind of text."""
    chance = random.Random(20200810)
    posts = [make(chance) for _ in range(POSTS)]
    contenders: dict[str, tuple[Callable[[Sequence[str]], object], int]] = {
        "ahocorasick_rs": (lambda texts: [bare.find_matches_as_indexes(text) for text in texts], POSTS),
        "ours": (screener.screen_many, POSTS),
        "ours one by one": (lambda texts: [screener.screen(text) for text in texts], ONE_BY_ONE),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    ends = time.monotonic() + LONGEST_RUN / 2
    for number in range(ROUNDS + 1):
        for name, (screen, count) in contenders.items():
            texts = [fresh(post) for post in posts[:count]]
            started = time.process_time()
            screen(texts)
            # The first round warms every contender up and is not counted.
            times[name] += [(time.process_time() - started) / count] if number else []
        if number > 2 and time.monotonic() > ends:
            break
    return {name: 1 / statistics.median(found) for name, found in times.items()}


def build_screener(terms: list[str]) -> tuple[Screener, dict[str, float]]:
    """The screener of these terms and the starter list, and what it cost: CPU seconds and megabytes of Python and numpy."""
    list_of_ours = [*starter().terms, *(Term(term) for term in terms)]
    tracemalloc.start()
    for load in (load_letters, load_sounds, load_words):
        load()
    shared = tracemalloc.get_traced_memory()[0]
    lexicon = Lexicon(list_of_ours, starter().allow, "bench")
    Screener(lexicon).screen("预热 warm")
    compiled = Screener(lexicon)
    everything = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    started = time.process_time()
    screener = Screener(lexicon)
    seconds = time.process_time() - started
    started = time.process_time()
    Screener(Lexicon([Term(term) for term in terms[:5]]))
    small = time.process_time() - started
    del compiled
    return screener, {
        "ours, s": round(seconds, 3),
        "ours with 5 terms, ms": round(small * 1000, 2),
        "shared tables, MB": round(shared / 1e6, 1),
        "lexicon compiled, MB": round((everything - shared) / 1e6, 1),
    }


def make_terms(count: int) -> list[str]:
    """Distinct random terms, the same in every run."""
    chance = random.Random(60)
    terms: dict[str, None] = {}
    while len(terms) < count:
        terms["".join(chance.choices(IDEOGRAPHS, k=chance.choice(LENGTHS)))] = None
    return list(terms)


def random_post(chance: random.Random) -> str:
    """A post of ideographs drawn evenly."""
    return "".join(chance.choices(IDEOGRAPHS, k=LENGTH))


def running_post(chance: random.Random) -> str:
    """A post of campus prose."""
    text = ""
    while len(text) < LENGTH:
        text += chance.choice(SUBJECTS) + chance.choice(TIMES) + chance.choice(DEEDS) + chance.choice(ENDINGS)
    return text[:LENGTH]


def fresh(text: str) -> str:
    """The same text as a new string."""
    half = len(text) // 2
    return text[:half] + text[half:]


def is_common(code: int) -> bool:
    """Whether a code point is an ideograph of the national standard set."""
    return len(chr(code).encode("gb2312", "ignore")) == 2


IDEOGRAPHS = [chr(code) for code in range(0x4E00, 0x9FA6) if is_common(code)]
