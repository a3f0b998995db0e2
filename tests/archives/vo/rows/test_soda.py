"""Forms made of service descriptors, and what they let through."""

import pytest

from esap_jupyter.archives.vo.rows.soda import describe, parameters, request_values
from esap_jupyter.errors import BadRequestError
from esap_jupyter.votable.services import InputParam, ServiceDescriptor


def param(name, **more):
    return InputParam(name=name, **{"datatype": "double", **more})


SODA = ServiceDescriptor(
    standard_id="ivo://ivoa.net/std/SODA#sync-1.0",
    access_url="http://h/soda",
    description="Cuts.",
    inputs=(
        param("ID", datatype="char", value="ivo://x?1"),
        param("KEY", datatype="char", ref="col"),
        param("KIND", datatype="char", options=("HEADER", "DATA")),
        param("CIRCLE", arraysize="3", xtype="circle", unit="deg", maximum="359.9 41 0.5"),
        param("POLYGON", arraysize="*", xtype="polygon"),
        param("BAND", arraysize="2", xtype="interval", unit="m", maximum="0.2 0.3"),
        param("RA", arraysize="2", xtype="interval", minimum="10", maximum="12"),
        param("SCALE", minimum="2", maximum="32"),
        param("POS", datatype="char", arraysize="*"),
    ),
)


def test_a_form_asks_what_is_free_and_what_cuts_first():
    service = describe(SODA, {})
    assert (service.title, service.cutout) == ("Cuts.", True)
    names = [(one.name, one.kind) for one in service.parameters]
    assert names == [
        ("CIRCLE", "circle"),
        ("POLYGON", "polygon"),
        ("BAND", "range"),
        ("POS", "text"),
        ("KIND", "choice"),
        ("RA", "range"),
        ("SCALE", "number"),
    ]
    by_name = {one.name: one for one in service.parameters}
    assert by_name["CIRCLE"].maximum == [359.9, 41, 0.5]
    assert (by_name["BAND"].minimum, by_name["BAND"].maximum) == ([0.2], [0.3])
    assert (by_name["RA"].minimum, by_name["RA"].maximum) == ([10], [12])


def test_what_the_row_gives_is_not_asked():
    assert "BAND" not in {one.name for one in parameters(SODA, {"BAND": "1 2"})}


def test_the_request_has_what_is_fixed_given_and_filled_in():
    given = {"CIRCLE": " 0.1  41 0.2 ", "BAND": "", "KIND": "DATA"}
    assert request_values(SODA, {"KEY": "k"}, given) == {
        "ID": "ivo://x?1",
        "KEY": "k",
        "CIRCLE": "0.1 41 0.2",
        "KIND": "DATA",
    }


GOOD = {
    "CIRCLE": ["359.9 41 0.1", "0.2 41.3 0.01", "359 41 5"],
    "POLYGON": ["1 2 3 4 5 6"],
    "BAND": ["0.1 0.25", "-Inf 0.25", "0.3 +Inf"],
    "SCALE": ["2", "3.5"],
    "POS": ["CIRCLE 1 2 3"],
}
BAD = {
    "CIRCLE": ["1 2", "1 2 3 4", "a b c", "nan 41 1", "1 95 1", "359.9 41 0", "180 41 0.5", "1 2 inf"],
    "POLYGON": ["1 2 3 4", "1 2 3 4 5", "1 99 3 4 5 6"],
    "BAND": ["0.2", "0.3 0.2", "0.4 0.5", "x y"],
    "SCALE": ["1", "33", "2 3", "inf"],
    "KIND": ["OTHER", "DATA;rm"],
    "POS": ["a\x00b"],
    "ID": ["ivo://other"],
    "KEY": ["other"],
    "NOTHING": ["1"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"), [(name, t) for name, texts in GOOD.items() for t in texts]
)
def test_good_values(name, text):
    assert request_values(SODA, {}, {name: text})[name] == text


@pytest.mark.parametrize(
    ("name", "text"), [(name, t) for name, texts in BAD.items() for t in texts]
)
def test_bad_values_are_told_with_what_is_taken(name, text):
    with pytest.raises(BadRequestError) as caught:
        request_values(SODA, {}, {name: text})
    assert caught.value.remedy


def test_a_service_that_is_no_cutout():
    scale = ServiceDescriptor(access_url="http://h/s", name="Scaler", inputs=(param("FACTOR"),))
    assert describe(scale, {}).cutout is False
    assert describe(scale, {}).title == "Scaler"


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"maximum": "-Inf 0.3"}, ([], [0.3])),
        ({"maximum": "0.2 +Inf"}, ([0.2], [])),
        ({"minimum": "NaN", "maximum": "1e999"}, ([], [])),
        ({"minimum": "x", "maximum": "1"}, ([], [1])),
    ],
)
def test_an_open_range_has_no_limit_on_that_side(limits, told):
    band = param("BAND", arraysize="2", xtype="interval", **limits)
    (form,) = parameters(ServiceDescriptor(access_url="http://h/s", inputs=(band,)), {})
    assert (form.minimum, form.maximum) == told


@pytest.mark.parametrize("largest", ["NaN 1 2", "10 41 -5", "10 1e999 1", "10 91 1", "10 41"])
def test_a_largest_circle_that_is_none_is_left_out(largest):
    circle = param("CIRCLE", arraysize="3", xtype="circle", maximum=largest)
    (form,) = parameters(ServiceDescriptor(access_url="http://h/s", inputs=(circle,)), {})
    assert form.maximum == []
