"""Chinese by default, English by choice, and no page half in one and half in the other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gateway
from gateway import language
from tests.unit.gateway.conftest import Browser

ROOT = Path(gateway.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
IN_TEMPLATES = re.compile(r"""\b_\((?:"([^"]+)"|'([^']+)')[,)]""")


def texts_of_templates() -> Iterator[str]:
    for path in (ROOT / "templates").rglob("*.html"):
        for found in IN_TEMPLATES.finditer(path.read_text(encoding="utf-8")):
            yield found[1] or found[2]


def texts_of_pages() -> Iterator[str]:
    """Every Chinese text in the code of the pages: labels, words, notices. What stands alone as a statement is a docstring."""
    for path in (ROOT / "pages").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        silent |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in silent)
        yield from (text.value for text in texts if isinstance(text.value, str) and CHINESE.search(text.value))


def test_every_text_of_the_portal_has_its_english() -> None:
    missing = {text for text in (*texts_of_templates(), *texts_of_pages()) if text not in language.catalogue("en")}
    assert missing == set()


def test_no_english_text_is_left_over() -> None:
    used = {*texts_of_templates(), *texts_of_pages()}
    assert set(language.catalogue("en")) - used == set()


def test_english_texts_fill_in_what_the_chinese_ones_do() -> None:
    for chinese, english in language.catalogue("en").items():
        assert set(re.findall(r"%\(\w+\)s", chinese)) == set(re.findall(r"%\(\w+\)s", english)), chinese
        assert not CHINESE.search(english)


def test_no_template_holds_a_chinese_text_outside_the_catalogue() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        bare = re.sub(r"{[{%#].*?[}%#]}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert CHINESE.findall(bare.replace(">新</span>", "")) == [], path.name


def test_a_page_is_chinese_until_one_chooses_english_and_stays_so(client: Browser) -> None:
    assert 'lang="zh-CN"' in client.get("/", headers={"Accept-Language": "en"}).text
    assert 'lang="en"' in client.get("/?lang=en").text
    assert "Check an account" in client.get("/verify").text
    assert "账号核验" in client.get("/verify?lang=zh").text


@pytest.mark.parametrize("given", ["fr", "../../etc", "<script>"])
def test_a_language_that_we_do_not_speak_is_chinese(client: Browser, given: str) -> None:
    answer = client.get("/", query_string={"lang": given})
    assert 'lang="zh-CN"' in answer.text
    assert "<script>" not in answer.text
