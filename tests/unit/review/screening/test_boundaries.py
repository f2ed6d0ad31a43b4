"""Ordinary words that happen to hold a term's characters, pauses between clauses, and the white list."""

import pytest

from tests.unit.review.screening.conftest import Find, Names

CUT = """
她每天用卡片刷单词半小时 刷单|期末改用课程报告代替考核 替考|窗外挂着一串风铃 外挂|宿舍换了一套现代家具 套现|这组照片是时代写照 代写
请各班上报已完成人数 成人|古墓里有一间神秘密室 秘密|流感季要杜绝密切接触 绝密|他不再赌博物馆网站已恢复 赌博|手机密封完好 机密
老师把他当成人才培养 成人|组成人员名单 成人|赞成人数过半 成人|时代考验着我们 代考|当代考生的选择 代考|一代考古学家 代考|代替考试的办法 替考
年代写作课 代写|古代写意画 代写|整套现场设备 套现|户外挂职锻炼 外挂|印刷单位 刷单|牙刷单价 刷单|隐秘密码 秘密|节约炮制 约炮
景色情况良好 色情|角色情感丰富 色情|黑色情人节 色情|枪支持久 支持久|测试题目 试题目
"""
WHOLE = """
兼职刷单日结 刷单|专业代考包过 代考|信用卡套现 套现|套现金额 套现|请人代写作业 代写|代写作业 代写|找人代考四级 代考|替考被抓 替考
组织替考作弊 替考|游戏外挂软件 外挂|赌博物品 赌博|成人网站 成人|国家秘密 秘密|机密文件泄露 机密|论文代写价格 代写|刷单被骗 刷单
他把刷单当成正经工作 刷单|四六级代考 代考|花呗套现 套现|开外挂被封 外挂|校园代写广告 代写|雇人替考 替考|贩毒团伙 贩毒|传销组织 传销
色情网站 色情|聚众赌博 赌博|加群刷单返利 刷单|代写报告 代写|代写作品 代写|秘密交易 秘密|套现手续费 套现|外挂脚本 外挂
"""


def pairs(table: str) -> list[tuple[str, str]]:
    lines = (line.split() for row in table.strip().splitlines() for line in row.split("|"))
    return [(text, term) for text, term in lines if len(term) == 2]


@pytest.mark.parametrize(("text", "term"), pairs(CUT))
def test_a_hit_that_cuts_two_words_is_none(names: Names, text: str, term: str) -> None:
    assert names(text, term) == []


@pytest.mark.article(10)
@pytest.mark.parametrize(("text", "term"), pairs(WHOLE))
def test_a_term_between_words_is_found(names: Names, text: str, term: str) -> None:
    assert names(text, term) == [term]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("他发誓绝不再赌。博物馆网站已恢复访问。", "赌博"),
        ("他不再赌，博物馆也不去", "赌博"),
        ("涉及机密。文件已销毁", "机密文件"),
        ("走进校园。贷款知识讲座", "校园贷"),
        ("赌气的小孩在博物馆前等网约车，后来进站了。", "赌博网站"),
    ],
)
def test_a_pause_between_clauses_is_no_disguise(names: Names, text: str, term: str) -> None:
    assert names(text, term) == []


@pytest.mark.parametrize(
    ("text", "term", "allow", "found"),
    [
        ("信息安全课讲到机密性。", "机密", "机密性", False),
        ("計算機密碼学", "机密", "计算机密码", False),
        ("机密", "机密", "机密", False),
        ("赌博网站", "赌博网站", "赌博", True),
        ("反赌博宣传", "赌博", "反赌博", False),
        ("反.赌.博宣传", "赌博", "反赌博", True),
        ("反赌博宣传后去赌博", "赌博", "反赌博", True),
        ("代*考和现代考古没有关系。", "代考", "现代考古", True),
        ("ＶＩＰ室", "vip", "VIP室", False),
        ("天天天天向上", "天向上", "天天天天向上", False),
    ],
)
def test_an_allowed_phrase_spares_what_it_covers_wholly(
    names: Names, text: str, term: str, allow: str, found: bool
) -> None:
    assert names(text, term, allow=(allow,)) == ([term] if found else [])


def test_an_allowed_address_spares_a_rule_too(names: Names) -> None:
    assert names("请访问www.example.edu.cn", "赌博网站", allow=("www.example.edu.cn",)) == []
    assert names("请访问www.example.edu.cn/x", "赌博网站", allow=("www.example.edu.cn",)) == ["rule:url"]


def test_a_thousand_allowed_phrases_do_not_hide_what_comes_after(find: Find) -> None:
    found = find("反赌博，" * 1500 + "去赌博", "赌博", allow=("反赌博",))
    assert [one.start for one in found] == [6001]


def test_terms_inside_one_another_are_both_found(names: Names) -> None:
    assert names("校园贷款广告", "校园贷", "贷款") == ["校园贷", "贷款"]
