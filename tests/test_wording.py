"""Errors of any kind in words."""

import os

import pytest

from esap_jupyter.errors import NotFoundError
from esap_jupyter.models import ErrorInfo
from esap_jupyter.wording import describe_error


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
