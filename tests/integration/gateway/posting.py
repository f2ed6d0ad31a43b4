"""Forms as a browser without scripts posts them: every control of the form with what stands in it, in the form's own encoding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

MULTIPART = "multipart/form-data"
LINE = b"----between-the-parts-of-a-form"
Attributes = Mapping[str, str | None]


@dataclass
class PostedForm:
    """One form of a page. `values` are those that stand in its controls, `files` the names of its controls for files."""

    action: str
    encoding: str
    values: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def body(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """What `httpx` is told to send once `typed` is filled in: urlencoded, or in parts with an empty one where no file was chosen."""
        values = {**self.values, **typed}
        if self.encoding != MULTIPART:
            return {"data": values}
        parts = [(f'name="{name}"', text.encode()) for name, text in values.items()]
        parts += [(f'name="{name}"; filename=""', b"") for name in self.files]
        lines = [
            b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (LINE, of.encode(), said)
            for of, said in parts
        ]
        headers = {"Content-Type": f"{MULTIPART}; boundary={LINE.decode()}"}
        return {"content": b"".join(lines) + b"--%s--\r\n" % LINE, "headers": headers}


class PageForms(HTMLParser):
    """The forms of a page, read as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[PostedForm] = []
        self._form: PostedForm | None = None
        self._select = self._area = ""
        self.feed(page)

    def find(self, action: str) -> PostedForm:
        """The form that goes to `action`. Raises `AssertionError` where there is none."""
        found = next((one for one in self.forms if one.action == action), None)
        assert found, f"no form goes to {action}"
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = PostedForm(given.get("action") or "", given.get("enctype") or "")
            self.forms.append(self._form)
        elif self._form is not None:
            self._read(self._form, tag, given)

    def _read(self, form: PostedForm, tag: str, given: Attributes) -> None:
        name = given.get("name") or ""
        if name:
            form.names.add(name)
        if tag == "input" and name:
            _read_input(form, name, given)
        elif tag == "textarea":
            self._area = name
            form.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in form.values):
            form.values[self._select] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.values[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


def _read_input(form: PostedForm, name: str, given: Attributes) -> None:
    kind = given.get("type") or "text"
    if kind == "file":
        form.files.append(name)
    elif kind not in ("checkbox", "radio") or "checked" in given:
        form.values[name] = given.get("value") or ""
