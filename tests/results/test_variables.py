"""Names of variables, without a kernel."""

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.results.code import load_code
from esap_jupyter.results.variables import check_variable


@pytest.mark.parametrize(
    ("text", "name"),
    [("m31", "m31"), ("_x", "_x"), ("étoile", "étoile"), ("ﬁeld", "field"), ("match", "match")],
)
def test_good_names(text: str, name: str) -> None:
    assert check_variable(text) == name


@pytest.mark.parametrize(
    "text", ["", "x; import os", "class", "a b", "1a", "x\n", "__name__", "a.b", "\ud800", "None"]
)
def test_bad_names(text: str) -> None:
    with pytest.raises(BadRequestError) as raised:
        check_variable(text)
    assert raised.value.remedy
    # The message goes to the screen and over a socket, so it must be clean text.
    raised.value.message.encode()


def test_code_for_a_cell_follows_the_same_rules() -> None:
    assert "\nfield = " in load_code("python", "f.vot", "ﬁeld")
    with pytest.raises(BadRequestError):
        load_code("python", "f.vot", "__builtins__")
