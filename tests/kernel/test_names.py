"""Names of variables, without a kernel."""

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.kernel.names import check_name


@pytest.mark.parametrize(
    ("text", "name"),
    [("m31", "m31"), ("_x", "_x"), ("étoile", "étoile"), ("ﬁeld", "field"), ("match", "match")],
)
def test_good_names(text: str, name: str) -> None:
    assert check_name(text) == name


@pytest.mark.parametrize(
    "text", ["", "x; import os", "class", "a b", "1a", "x\n", "__name__", "a.b", "\ud800", "None"]
)
def test_bad_names(text: str) -> None:
    with pytest.raises(BadRequestError) as raised:
        check_name(text)
    assert raised.value.remedy
    # The message goes to the screen and over a socket, so it must be clean text.
    raised.value.message.encode()
