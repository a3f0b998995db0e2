"""Errors of any kind in words."""

import os

import pytest

from esap_jupyter.errors import EsapError, NotFoundError
from esap_jupyter.models import Archive, ErrorInfo
from esap_jupyter.wording import archive_state, describe_error, one_line


def test_any_error_has_words():
    info = describe_error(ZeroDivisionError("division by zero"))
    assert "ZeroDivisionError: division by zero" in info.message
    assert info.remedy
    assert os.sep not in info.message


def test_our_own_errors_keep_theirs():
    info = describe_error(NotFoundError("No result.", remedy="Search."))
    assert info == ErrorInfo(code="not_found", message="No result.", remedy="Search.")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ModuleNotFoundError("no", name="polars"), "not_available"),
        (MemoryError(), "too_large"),
        (KeyboardInterrupt(), "cancelled"),
    ],
)
def test_errors_of_the_machine_have_their_codes(error, code):
    assert describe_error(error).code == code


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        ("unknown", "", "not contacted yet"),
        ("reachable", "", "reachable"),
        ("unreachable", "It is down.", "not reachable: It is down."),
        ("unavailable", "No connector.", "No connector."),
        ("unavailable", "", "not available in this version"),
    ],
)
def test_the_state_of_an_archive_is_told_as_in_the_panel(state, reason, words):
    archive = Archive(id="a", name="A", kind="tap", state=state, reason=reason)
    assert archive_state(archive) == words


def test_what_happened_ends_before_what_to_do():
    assert str(EsapError("It broke", remedy="Retry.")) == "It broke. Retry."
    assert str(EsapError("Did it?", remedy="Retry.")) == "Did it? Retry."
    assert str(EsapError("It broke")) == "It broke"


def test_a_missing_package_is_named_with_the_way_to_install_it():
    info = describe_error(ModuleNotFoundError("no", name="polars"))
    assert info.message == "The package polars is not installed in this environment."
    assert "%pip install polars" in info.remedy


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("two\nlines\t and  gaps ", None, "two lines and gaps"),
        ("\x1b[31mred\x00\u202ebell\x07", None, "[31mred bell"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcdef …"),
        ("", 6, ""),
    ],
)
def test_words_of_strangers_on_one_line(text, most, shown):
    assert one_line(text, most) == shown
