"""Descriptions of others become plain text."""

import pytest

from esap_jupyter.workflows.texts import line_of, plain


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One &amp; two</p><p>three</p>", "One & two\nthree"),
        ("a<script>alert('x')</script>b", "ab"),
        ("a<style>p {}</style><svg><text>x</text></svg>b", "ab"),
        ('<img src=x onerror="alert(1)">after', "after"),
        ("<ul><li>one</li><li>two</li><li></li></ul>", "• one\n• two"),
        ("plain text stays", "plain text stays"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("left\u202egnp.exe", "leftgnp.exe"),
        ("<script>never closed", ""),
        ("&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"),
        ("a<!-- <b>hidden</b> -->b<!doctype html><?x y?>", "ab"),
        ("a<![unknown[b]]>c<![if !x]>d", "acd"),
        ("a <!-- never closed <b>b</b>", "a <!-- never closed b"),
        ("", ""),
    ],
)
def test_html_becomes_words(source, text):
    assert plain(source) == text


def test_a_hostile_description_is_bounded():
    assert len(plain("<p>x " * 10_000_000)) <= 20_010
    assert plain("<" * 100_000)
    assert plain("<!--" * 50_000)
    # Python's own parser would take minutes for this.
    assert plain("<a " * 60_000).startswith("<a <a")


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("a\n b", "a b"),
        (None, ""),
        (["a"], ""),
        (3, "3"),
        (True, ""),
        ("a" * 600, "a" * 500 + " …"),
    ],
)
def test_what_should_be_short_is_one_line(value, line):
    assert line_of(value) == line
