"""Every way in which a listed term is disguised and found, and at which tier; and near misses that are none."""

import pytest

from services.review.screening import Lexicon, Screener, Term
from tests.unit.review.screening.conftest import Find, Names

GAMBLING, ESSAYS, LOAN = "赌博网站", "代写论文", "校园贷"
SEPARATORS = [
    *".*-_/|+#~^=、·•…—×★○\\`'\"“：，。！　 \t\n", "  ", "......", "*.*", "__", "<br/>", "<!-- x -->", "<b>", "&nbsp;", "&#8203;", "[b]",
    "\u200b", "\ufeff", "\u2060", "\u00ad", "\u0301", "\ufe0f", "🎲", "👨‍👩‍👧", "🏳️‍🌈", "❤️", "1️⃣", "🅰", "🇨🇳", "@", "$", "丶", "ー", "x", "7",
]  # fmt: skip
LATIN_FORMS = [
    "casino", "CaSiNo", "ｃａｓｉｎｏ", "ⓒⓐⓢⓘⓝⓞ", "ⒸⒶⓈⒾⓃⓄ", "🅒🅐🅢🅘🅝🅞", "🅲🅰🆂🅸🅽🅾", "🇨🇦🇸🇮🇳🇴", "⒞⒜⒮⒤⒩⒪", "𝕔𝕒𝕤𝕚𝕟𝕠", "ᴄᴀsɪɴᴏ", "саѕіпо",
    "СASINO", "ϲαsiηο", "cásíñó", "c\u0301a\u0301sino", "ča̧śïñö", "c4s1n0", "CA5IN0", "ca$ino", "c@sino", "c a s i n o", "c-a-s-i-n-o",
    "C.ⓐ.5.1.n.０", "cccaaassinnnooo", "c\u200basi\u2060no", "cas<b>ino</b>", "c&#97;sino", "casino88",
]  # fmt: skip


@pytest.mark.article(13)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_separator_between_every_two_characters_hides_nothing(find: Find, separator: str) -> None:
    found = find(f"不要相信{separator.join(GAMBLING)}的广告。", GAMBLING)
    assert [one.name for one in found] == [GAMBLING]
    assert found[0].start == 4
    assert found[0].matched.endswith("站")


@pytest.mark.parametrize("brackets", ["【】", "[]", "()", "（）", "《》", "「」", "{}", "<>"])
def test_brackets_around_each_character_hide_nothing(names: Names, brackets: str) -> None:
    assert names("标题：" + "".join(brackets[0] + char + brackets[1] for char in ESSAYS), ESSAYS) == [ESSAYS]


@pytest.mark.parametrize(
    "text", ["刷**单**日结", "刷 单日结", "刷.单日结", "刷|单日结", "刷🎲单日结", "刷\n单日结", "刷<i>单</i>日结"]
)
def test_a_term_of_two_characters_may_be_parted_once(find: Find, text: str) -> None:
    assert [one.name for one in find(text, "刷单")] == ["刷单"]


@pytest.mark.parametrize("form", LATIN_FORMS)
def test_a_latin_term_is_found_in_every_dress(names: Names, form: str) -> None:
    assert names(f"请举报{form}弹窗。", "casino") == ["casino"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("classic casinos", "casino"),
        ("mycasino", "casino"),
        ("casino2go", "casino"),
        ("Essex", "sex"),
        ("bus exit", "sex"),
        ("the pen is here", "penis"),
        ("53x", "sex"),
        ("A1教学楼", "ai"),
        ("第41届", "ai"),
        ("frecash", "freecash"),
    ],
)
def test_part_of_a_latin_word_is_not_the_word(names: Names, text: str, term: str) -> None:
    assert names(text, term) == []


@pytest.mark.parametrize(
    "number",
    ["888666", "８８８６６６", "⑧⑧⑧⑥⑥⑥", "❽❽❽❻❻❻", "⑻⑻⑻⑹⑹⑹", "⒏⒏⒏⒍⒍⒍", "₈₈₈⁶⁶⁶", "𝟠𝟠𝟠𝟞𝟞𝟞", "٨٨٨٦٦٦", "8️⃣8️⃣8️⃣6️⃣6️⃣6️⃣", "888-666", "八八八六六六", "㊇㊇㊇㊅㊅㊅"],
)  # fmt: skip
def test_a_number_in_a_term_is_found_in_every_script(names: Names, number: str) -> None:
    assert names(f"别加群号{number}。", "群号888666") == ["群号888666"]


@pytest.mark.parametrize("number", ["8886661", "88666", "8886666", "88B666"])
def test_another_number_is_not_the_term(names: Names, number: str) -> None:
    assert names(f"别加群号{number}。", "群号888666") == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("熱心同學舉報了一個賭博網站", GAMBLING),
        ("代寫論文", ESSAYS),
        ("内部資料", "内部资料"),
        ("內部资料", "內部資料"),
        ("㊫位买卖", "学位买卖"),
        ("赌博網站", GAMBLING),
        ("⼤麻", "大麻"),
        ("代写论⽂", ESSAYS),
        ("🈲止", "禁止"),
        ("祕密", "秘密"),
        ("赌愽网站", GAMBLING),
    ],
)
def test_traditional_and_compatible_forms_are_the_same_character(find: Find, text: str, term: str) -> None:
    assert [(one.name, one.tier) for one in find(text, term)] == [(term, "normalised")]


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("赌博网站", "exact"),
        ("賭博网站", "normalised"),
        ("赌-博-网-站", "gap"),
        ("赌博博网站", "repeat"),
        ("dubo网站", "pinyin"),
        ("堵博网站", "homophone"),
        ("赌十尃网站", "split"),
    ],
)
def test_each_disguise_has_its_tier(find: Find, text: str, tier: str) -> None:
    assert [one.tier for one in find(f"有人说{text}。", GAMBLING)] == [tier]


@pytest.mark.parametrize(
    "form",
    ["dubo网站", "赌bo网站", "du bo网站", "赌博wangzhan", "赌博wz", "DuBoWangZhan", "dǔbó网站", "du3bo2wang3zhan4", "ｄｕｂｏ网站", "ⓓⓤⓑⓞ网站", "赌b网站",
     "赌b网z", "d博网站", "赌-bo-网-站", "d.u.b.o网站", "du-bo-wang-zhan", "赌博网zhan", "duuubo网站", "贝者博wang站", "堵bo网站"],
)  # fmt: skip
def test_pinyin_is_read_as_characters(names: Names, form: str) -> None:
    assert names(f"有人问{form}怎么进。", GAMBLING) == [GAMBLING]


@pytest.mark.parametrize(
    "text",
    ["校园D座三楼", "QQ群号请私信", "手机APP客户端", "C语言论文写作", "The women can have a long fan.", "He can help you.", "用PPT做校园汇报", "校园Wi-Fi"],
)  # fmt: skip
def test_ordinary_latin_words_are_no_pinyin(names: Names, text: str) -> None:
    assert names(text, GAMBLING, ESSAYS, LOAN, "内部资料") == []


@pytest.mark.parametrize(
    ("form", "term"),
    [
        ("堵博网站", GAMBLING),
        ("都博网站", GAMBLING),
        ("赌薄网站", GAMBLING),
        ("赌博网占", GAMBLING),
        ("堵*博*网*占", GAMBLING),
        ("代写仑文", ESSAYS),
        ("待写论纹", ESSAYS),
        ("笑园贷", LOAN),
        ("校圆贷", LOAN),
        ("校园袋", LOAN),
        ("几密文件", "机密文件"),
    ],
)
def test_a_homophone_stands_for_the_character(find: Find, form: str, term: str) -> None:
    assert [(one.name, one.tier) for one in find(f"卡片上写着{form}。", term)] == [(term, "homophone")]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("他读博三年了", "赌博"),
        ("校园代表队夺冠", LOAN),
        ("校园代理招聘", LOAN),
        ("校园待遇优厚", LOAN),
        ("笑园带来的相声专场", LOAN),
    ],
)
def test_ordinary_words_that_sound_alike_are_left_alone(names: Names, text: str, term: str) -> None:
    assert names(text, term) == []


@pytest.mark.parametrize(
    ("form", "term"),
    [
        ("赌十尃网站", GAMBLING),
        ("贝者十尃网站", GAMBLING),
        ("贝 者 博 网 站", GAMBLING),
        ("赌博网立占", GAMBLING),
        ("亻弋写论文", ESSAYS),
        ("人弋写论文", ESSAYS),
        ("代写讠仑文", ESSAYS),
        ("代写言仑文", ESSAYS),
        ("校口元贷", LOAN),
        ("机密文亻牛", "机密文件"),
        ("尸巾刂单", "刷单"),
        ("贝者博", "赌博"),
        ("夫夫日考", "替考"),
        ("毒口口口", "毒品"),
        ("赌博冂乂乂站", GAMBLING),
    ],
)
def test_a_character_in_parts_is_read_whole(find: Find, form: str, term: str) -> None:
    assert [(one.name, one.tier) for one in find(f"有人回复{form}，请处理", term)] == [(term, "split")]


@pytest.mark.parametrize(
    ("text", "term"),
    [("他姓贝，者字写得最好", "赌"), ("女干部开会", "奸"), ("“言”和“仑”两个偏旁", ESSAYS), ("十尃", GAMBLING)],
)
def test_parts_that_make_no_term_are_left_alone(names: Names, text: str, term: str) -> None:
    assert names(text, term) == []


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("赌赌博博网网站站", GAMBLING, True),
        ("刷刷单单", "刷单", True),
        ("天天向上", "天天向上", True),
        ("天向上", "天天向上", False),
        ("哈哈", "哈哈哈", False),
        ("哈哈哈哈", "哈哈哈", True),
        ("妈妈的味道", "妈的", False),
    ],
)
def test_repeats_are_stretched_never_cut_short(names: Names, text: str, term: str, found: bool) -> None:
    assert names(text, term) == ([term] if found else [])


@pytest.mark.parametrize(("text", "term", "found"), [
    ("学C++的同学", "C++", True), ("C语言", "C++", False), ("24/7服务", "24/7", True), ("🍃交易", "🍃", True), ("AB测试", "A/B测试", True),
])  # fmt: skip
def test_a_term_that_lives_by_its_signs_keeps_them(names: Names, text: str, term: str, found: bool) -> None:
    assert names(text, term) == ([term] if found else [])


def test_several_disguises_at_once_are_found(names: Names) -> None:
    assert names("弹幕：校园代贝！！", LOAN) == [LOAN]
    for form in ("代 寫 lun 文", "【代】xie【论】文", "代&#20889;<i>论</i>wen", "亻弋 写 论 文", "代*写*仑*文"):
        assert names(f"弹幕：{form}！！", ESSAYS) == [ESSAYS]


def test_a_term_is_not_found_at_a_looser_tier_than_it_wants() -> None:
    screener = Screener(Lexicon([Term(GAMBLING, tier_hint="normalised")], [], "test"))
    assert [one.tier for one in screener.screen("賭博網站，赌-博-网-站，堵博网站")] == ["normalised"]


def test_a_term_made_of_nothing_else_is_shown_a_bounded_number_of_times(names: Names, find: Find) -> None:
    found = find("赌博网站，" * 5000 + "代写论文", GAMBLING, ESSAYS)
    assert len(found) == 1001
    assert {one.name for one in found} == {GAMBLING, ESSAYS}
