"""The words of a refusal, whatever was sent along."""

import pytest

from esap_jupyter.archives.refusals import refusal
from esap_jupyter.errors import ArchiveError, BadAnswerError, UnreachableError
from tests.support.tap import votable


def said(body, content_type="text/html"):
    return refusal(500, body, content_type, who="X").message


def test_success_is_no_refusal():
    assert refusal(200, b"<title>Fine</title>", "text/html", who="X") is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><TITLE>Gone\n fishing</TITLE><p>Really</p></html>", ": Gone fishing"),
        (b"<p>Out <b>of</b> order</p>", ": Out of order"),
        (b"<style>p { x: 1 }</style><script src=x>if (1<2) </p>;</SCRIPT>Sorry", ": Sorry"),
        (b"a <b", ": a"),
        (b"<script>never ended", "."),
        (b"", "."),
        (b"\xff\xfe<", ": \ufffd\ufffd"),
    ],
)
def test_words_of_a_web_page(body, words):
    assert said(body) == f"X answered 500 Internal Server Error{words}"


def test_plain_words_are_kept_as_they_are():
    assert said(b"a < b", "text/plain").endswith(": a < b")


def test_long_words_are_cut():
    assert len(said(b"x" * 100_000)) < 700


@pytest.mark.parametrize(
    "piece", [b"<script ", b"<title", b"<title>", b"<", b"</style", b"<style><"]
)
def test_a_page_is_passed_once(piece):
    """A pattern would go over two megabytes of these for hours."""
    said((piece * (2 << 20))[: 2 << 20])


def test_kinds():
    assert isinstance(refusal(404, b"", "", who="X"), BadAnswerError)
    assert isinstance(refusal(403, b"", "", who="X"), ArchiveError)
    assert isinstance(refusal(503, b"", "", who="X"), UnreachableError)
    body = votable(status="ERROR", text="No such column")
    assert refusal(503, body, "", who="X").message == "X refused: No such column."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Field nope: not found", "X refused: Field nope: not found. Correct the query."),
        ("No column nope.", "X refused: No column nope. Correct the query."),
        ("No column nope. Did you mean name?", "X refused: No column nope. Did you mean name?"),
        ("Write SELECT … FROM …", "X refused: Write SELECT … FROM … Correct the query."),
    ],
)
def test_the_remedy_is_told_once_and_after_a_full_stop(words, told):
    assert str(refusal(400, votable(status="ERROR", text=words), "", who="X")) == told
