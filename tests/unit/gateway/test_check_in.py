"""What a scanner at the desk reads: the address in a pass's code, the token itself, or anything else that is printed as a code."""

from __future__ import annotations

import pytest

from gateway.pages.training.check_in import bare_token


@pytest.mark.parametrize(
    ("read", "token"),
    [
        ("https://xinmei.example.edu/training/s/desk?token=abc.def", "abc.def"),
        (" abc.def\n", "abc.def"),
        ("http://[", "http://["),
        ("//[x", "//[x"),
        ("x" * 500, "x" * 200),
    ],
)
def test_any_code_is_read_as_a_token_and_none_breaks_the_desk(read: str, token: str) -> None:
    assert bare_token(read) == token
