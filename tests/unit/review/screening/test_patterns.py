"""The rules: personal data with check digits, addresses, secrecy markings; each with what only looks like one."""

import string

import pytest

from services.review.screening.numbers import ID_CHECKS, ID_WEIGHTS, is_bank_card, is_id_card
from tests.unit.review.screening.conftest import TODAY, Names


def id_card(body: str) -> str:
    return body + ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True)) % 11]


def bank_card(body: str) -> str:
    return next(body + digit for digit in string.digits if luhn(body + digit))


def luhn(number: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in number[-1::-2])) % 10 == 0


ID, CARD16, CARD19 = id_card("43110219900307001"), bank_card("622202000000000"), bank_card("622202000000000000")
LEAP = id_card("43110220000229001")


def found(names: Names, rule: str, text: str) -> bool:
    kept = names(text, "赌博网站")
    assert set(kept) <= {f"rule:{rule}"}
    return bool(kept)


@pytest.mark.article(10)
@pytest.mark.parametrize(
    "text",
    [
        f"身份证{ID}。", f"{ID[:6]} {ID[6:14]} {ID[14:]}", f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", "".join(chr(ord(c) + 0xFEE0) for c in ID),
        "\u200b".join(ID), LEAP, id_card("43110219000101001"), "61010219080808000X", "61010219080808000x", f"张某某{ID}农学系",
    ],
)  # fmt: skip
def test_a_resident_number_is_found(names: Names, text: str) -> None:
    assert found(names, "id_card", text)


@pytest.mark.parametrize(
    "text",
    [
        f"A{ID}", f"{ID}5", f"{ID}a", ID[:-1] + ("1" if ID[-1] != "1" else "2"), id_card("43110218990307001"), id_card("43110219901307001"),
        id_card("43110219900431001"), id_card("43110219000229001"), id_card("43110220990101001"), "124311004480000000",
    ],
)  # fmt: skip
def test_what_is_no_resident_number_is_not_found(names: Names, text: str) -> None:
    assert not found(names, "id_card", text)


@pytest.mark.article(10)
@pytest.mark.parametrize(
    "text",
    [
        f"退款到{CARD16}。", f"卡号{CARD19}", bank_card("6222020000000000"), f"{CARD16[:4]} {CARD16[4:8]} {CARD16[8:12]} {CARD16[12:]}",
        f"{CARD19[:4]}-{CARD19[4:8]}-{CARD19[8:12]}-{CARD19[12:16]}-{CARD19[16:]}", "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(c)] for c in CARD16),
    ],
)  # fmt: skip
def test_a_bank_card_is_found(names: Names, text: str) -> None:
    assert found(names, "bank_card", text)


@pytest.mark.parametrize(
    "text",
    ["6222020000000008", "62220200000000000000001", f"1{CARD16}000000", bank_card("62220200000000"), "0000000000000000", f"{CARD16[:4]} {CARD16[4:]}"],
)  # fmt: skip
def test_what_is_no_bank_card_is_not_found(names: Names, text: str) -> None:
    assert not found(names, "bank_card", text)


@pytest.mark.article(10)
@pytest.mark.parametrize(
    "text",
    [
        "手机13800138000", "+8613800138000", "+86 138 0013 8000", "008613800138000", "0086-138-0013-8000", "（+86）13800138000", "１３８－００１３－８０００",
        "138\u200b0013\u200b8000", "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "一三八零零一三八零零零", "壹叁捌零零壹叁捌零零零", "①③⑧⓪⓪①③⑧⓪⓪⓪", "微信:13800138000.",
        "19912345678同学", "QQ13800138000", "tel:13800138000;15912345678", "138" + "\u200b" * 500 + "00138000",
    ],
)  # fmt: skip
def test_a_mobile_number_is_found(names: Names, text: str) -> None:
    assert found(names, "mobile", text)


@pytest.mark.parametrize(
    "text",
    [
        "12345678901", "138001380001", "1380013800", "213800138000", "8613800138000", "138 00138000", "138-0013 8000", "2024-0513-8001，场地3800平方米",
        "学号202401051380", "圆周率3.14159265358979", "二〇二六年九月一日", "2021-10-28 13:22", "0.13800138000",
    ],
)  # fmt: skip
def test_what_is_no_mobile_number_is_not_found(names: Names, text: str) -> None:
    assert not found(names, "mobile", text)


@pytest.mark.article(14)
@pytest.mark.parametrize(
    "text",
    ["后台198.51.100.7", "１９８．５１．１００．７外泄", "198.51.100.7:8080", "198.51.100.0/24", "198。51。100。7", "198[.]51[.]100[.]7", "0.0.0.0", "198.51.100.7."],
)  # fmt: skip
def test_an_ipv4_address_is_found(names: Names, text: str) -> None:
    assert found(names, "ipv4", text)


@pytest.mark.parametrize(
    "text", ["256.1.1.1", "1.2.3", "条款1.2.3.4.5与1.2.3", "192.168.1.300", "2024.05.13", "1198.51.100.7"]
)
def test_what_is_no_ipv4_address_is_not_found(names: Names, text: str) -> None:
    assert not found(names, "ipv4", text)


@pytest.mark.article(10)
@pytest.mark.parametrize(
    "text",
    [
        "稿件发至xmt@example.edu.cn即可", "a.b_c-d+e@sub.example.com", "ｘｍｔ＠ｅｘａｍｐｌｅ．ｃｏｍ", "xmt[at]example[dot]com", "xmt (at) example (dot) com", "100@qq.com",
        "mailto:xmt@example.com", "xmt@\u200bexample.com", "xmt@example.com/", "<xmt@example.com>", "xmt＠example。com",
    ],
)  # fmt: skip
def test_an_email_address_is_found_and_its_domain_is_no_second_hit(names: Names, text: str) -> None:
    assert found(names, "email", text)


@pytest.mark.parametrize(
    "text",
    ["@张三 转发", "微博@example", "xmt@example", "a@b.c", "xmt@@example.com", "@example.com", "3@2.5折", "xmt@.com"],
)
def test_what_is_no_email_address_is_not_found(names: Names, text: str) -> None:
    assert not found(names, "email", text)


@pytest.mark.article(13)
@pytest.mark.parametrize(
    "text",
    [
        "https://example.com", "HTTP://EXAMPLE.COM/A", "ftp://example.com", "http://例子.中国/路径", "例子.中国/路径", "www.example.org，先到先得", "ＷＷＷ．example．com",
        "报名：example.com/x", "t.cn/A6abcde", "hxxps://example[.]com/x", "hxxps[:]//example[.]com", "example[.]com/x", "www[.]example[.]com",
        "www。example。com", "h\u200bttps://example.com", "https：／／example．com", '<a href="https://example.com">点</a>', "weixin://dl/chat",
    ],
)  # fmt: skip
def test_a_link_is_found(names: Names, text: str) -> None:
    assert found(names, "url", text)


@pytest.mark.parametrize(
    "text",
    ["example.com", "Node.js/React", "and/or", "1/2", "README.md", "file.txt/abc", "版本v2.0/测试", "我们/他们", "2024/05/13", "https://", "www的含义", "C:/Users/a.b"],
)  # fmt: skip
def test_what_is_no_link_is_not_found(names: Names, text: str) -> None:
    assert not found(names, "url", text)


@pytest.mark.article(14)
@pytest.mark.parametrize(
    "text",
    [
        "绝密★启用前", "机密★10年", "秘密★长期", "秘密*6个月", "絕密★啟用前", "绝密 ★ 启用前", "绝密☆启用前", "机密★三年", "绝密⭐启用前", "绝密＊启用前", "绝\u200b密★启用前",
        "密级：机密", "密级: 秘密", "密级：【绝密】", "【绝密】通知", "（秘密）某某", "[机密]某某", "〔秘密〕", "  【机密】x", "标题\n【机密】x", "机密★2028年12月31日",
    ],
)  # fmt: skip
def test_a_secrecy_marking_is_found(names: Names, text: str) -> None:
    assert found(names, "secrecy_mark", text)


@pytest.mark.parametrize(
    "text",
    [
        "绝密★", "机密★年", "密级：公开", "密级：内部", "关于【机密】的说明", "《机密》是本书", "“秘密”花园", "国家秘密分为绝密、机密、秘密三级", "保守秘密，人人有责", "秘密花园★★★★★",
        "商业秘密保护讲座，第10年举办", "密级划分：绝密级", "「秘密」是一首歌", "《秘密花园》★4年级推荐",
    ],
)  # fmt: skip
def test_naming_a_level_of_secrecy_is_no_marking(names: Names, text: str) -> None:
    assert not found(names, "secrecy_mark", text)


@pytest.mark.article(14)
@pytest.mark.parametrize(
    "text",
    ["内部文件 不得外传", "内部资料，严禁转发", "内部使用，请勿公开", "内部传阅 禁止传播", "内部材料，注意保存，严禁外传", "內部資料 請勿外傳", "内部资料不得擅自对外传播", "内部文件，不得复印、不得外传"],
)  # fmt: skip
def test_an_internal_marking_is_found(names: Names, text: str) -> None:
    assert found(names, "internal_mark", text)


@pytest.mark.parametrize(
    "text",
    ["内部文件可以公开", "内部资料室禁止喧哗", "内部使用的打印机不得外借", "公司内部严禁外传", "内部资料，仅供参考，未经许可，一律不得外传"],
)  # fmt: skip
def test_internal_papers_without_a_ban_are_no_marking(names: Names, text: str) -> None:
    assert not found(names, "internal_mark", text)


def test_several_rules_answer_in_one_text(names: Names) -> None:
    text = f"联系13800138000或xmt@example.com，见https://example.com，身份证{ID}，卡{CARD16}，后台198.51.100.7，绝密★启用前，内部文件不得外传"
    rules = ("bank_card", "email", "id_card", "internal_mark", "ipv4", "mobile", "secrecy_mark", "url")
    assert names(text, "赌博网站") == [f"rule:{rule}" for rule in rules]


def test_an_address_inside_a_link_answers_to_both_rules(names: Names) -> None:
    assert names("http://198.51.100.7/x", "赌博网站") == ["rule:ipv4", "rule:url"]


def test_check_digits_refuse_every_single_wrong_digit() -> None:
    for number, check in ((ID, lambda one: is_id_card(one, TODAY)), (CARD16, is_bank_card)):
        assert check(number)
        wrong = [
            number[:place] + digit + number[place + 1 :] for place in range(len(number)) for digit in string.digits
        ]
        assert not any(check(one) for one in wrong if one != number)
