"""Forms that a front end could not draw are refused in words."""

import pytest

from esap_jupyter.archives.form_check import checked_form
from esap_jupyter.errors import BadAnswerError

TEXT = {"type": "string"}
DEEP: dict = {"type": "object", "properties": {}}
DEEP["properties"]["again"] = DEEP


def form(**properties):
    return {"type": "object", "properties": properties}


def test_usual_forms_pass():
    choices = {"type": "array", "items": {"type": "string", "oneOf": [{"const": "a"}]}}
    checked_form(form(a=TEXT, b=choices, c=form(low={"type": "number"})), who="X")
    checked_form(None, who="X")


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ([], "not an object"),
        ({"type": "string"}, "not an object"),
        (form(a=None), "no schema"),
        (form(a={"$ref": "#"}), "refers to other"),
        (form(a={"type": ["string", "null"]}), "has the type"),
        (form(a={"type": "string", "enum": "abc"}), "no list"),
        (form(a={"type": "string", "pattern": "("}), "regular expression"),
        (form(a={"type": "string", "title": "x" * (1 << 20)}), "larger"),
        ({"type": "object", "properties": [TEXT]}, "no names"),
        (form(a=form(b=form(c=form(d=form(e=form(f=TEXT)))))), "nested"),
        (DEEP, "cannot be"),
    ],
)
def test_forms_that_cannot_be_drawn_are_refused(schema, says):
    with pytest.raises(BadAnswerError, match=says) as caught:
        checked_form(schema, who="The archive")
    assert "The archive" in str(caught.value)
