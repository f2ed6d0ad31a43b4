"""Templates of messages: Jinja2, sandboxed, and of Jinja2 no more than a message needs, so that a template can neither run
code nor run for ever."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST = 4000
FIELDS = ("kind", "severity", "title", "text", "subject", "subject_id", "sent_at", "link")
FILTERS = ("upper", "lower", "truncate", "default", "trim", "e", "escape")

_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Concat, nodes.Keyword,
)  # fmt: skip

DEFAULTS = {
    "zh": "【新媒】{% if severity %}[{{ severity }} 级] {% endif %}{{ text }}{% if link %}\n{{ link }}{% endif %}",
    "en": "[Xinmei] {% if severity %}[severity {{ severity }}] {% endif %}{{ text }}{% if link %}\n{{ link }}{% endif %}",
}


class TemplateRefused(Exception):
    """A template that cannot be used. The message says why, in Chinese and English."""


_texts = ImmutableSandboxedEnvironment(autoescape=False)
_texts.globals.clear()


@lru_cache(maxsize=256)
def _check(source: str) -> None:
    if len(source) > LONGEST:
        raise TemplateRefused(f"模板最多 {LONGEST} 个字符。 A template has at most {LONGEST} characters.")
    try:
        tree = _texts.parse(source)
    except TemplateError as error:
        raise TemplateRefused(f"模板语法有误：{error}。 The template cannot be read: {error}.") from error
    for node in tree.find_all(nodes.Node):
        _check_node(node)


def _check_node(node: nodes.Node) -> None:
    if not isinstance(node, _NODES):
        what = type(node).__name__.lower()
        raise TemplateRefused(f"模板中不能使用 {what}。 A template may not use {what}.")
    if isinstance(node, nodes.Name) and node.name not in FIELDS:
        raise TemplateRefused(f"没有 {node.name} 这个字段。 There is no field {node.name}.")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise TemplateRefused(f"没有 {node.name} 这个过滤器。 There is no filter {node.name}.")


def render(source: str, fields: Mapping[str, str]) -> str:
    """A message as plain text. Raises `TemplateRefused`."""
    _check(source)
    try:
        return _texts.from_string(source).render({name: fields.get(name, "") for name in FIELDS}).strip()
    except (TemplateError, ValueError, TypeError, MemoryError) as error:
        raise TemplateRefused(f"模板无法使用：{error}。 The template fails: {error}.") from error


def as_html(text: str) -> str:
    """A rendered text as HTML for mail: everything in it is escaped."""
    lines = "<br>".join(html.escape(text).splitlines())
    return f'<!doctype html><html><body style="font-family:sans-serif;font-size:15px;line-height:1.6">{lines}</body></html>'
