"""What ALTA is asked: ESAP's own terms, checked here as ALTA ignores what it does not know."""

import json

import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.rest.alta.connector import AltaConnector
from esap_jupyter.archives.rest.alta.terms import IMAGING, form, read_terms
from esap_jupyter.errors import BadRequestError, NotAvailableError
from esap_jupyter.models import Interval
from tests.support.connectors import connect, place

URL = "https://alta.example.org/altapi/"


@pytest.fixture
def alta():
    return connect(AltaConnector, URL)


def params(alta, question):
    (query,) = alta.queries(question)
    return query.params


def test_esap_s_page_becomes_django_s_look_ups(alta):
    terms = {
        "target": "M 31 & co",
        "level": "processed",
        "dataproduct_type": "image",
        "dataproduct_subtype": "continuumMF",
        "release": "APERTIF_DR1_Imaging",
        "dataset": "190807041",
        "name": ".fits",
    }
    (query,) = alta.queries(place(350.5, -1e-7, 0.25, parameters=terms))
    assert query.params == {
        "target__icontains": "M 31 & co",
        "name__icontains": ".fits",
        "datasetID": "190807041",
        "calibrationLevel": "processed",
        "dataProductType": "image",
        "dataProductSubType": "continuumMF",
        "releases": "APERTIF_DR1_Imaging",
        "view_ra": "350.5",
        "view_dec": "-0.0000001",
        "view_fov": "0.25",
    }
    assert query.text.startswith("https://alta.example.org/altapi/dataproducts?")
    assert "target__icontains=M+31+%26+co" in query.text
    assert (query.protocol, query.language, query.collection) == ("ALTA REST", "URL", "all")


@pytest.mark.parametrize(
    ("collection", "expected"),
    [
        ("all", {}),
        ("imaging", {"dataProductSubType__in": ",".join(IMAGING)}),
        ("timedomain", {"dataProductSubType": "pulsarTimingTimeSeries"}),
    ],
)
def test_collections_are_sets_of_subtypes(alta, collection, expected):
    assert params(alta, Question(parameters={"collection": collection})) == expected
    assert params(alta, Question(collection=collection)) == expected


def test_a_field_may_be_called_all(alta):
    assert params(alta, Question(parameters={"target": "all"})) == {"target__icontains": "all"}


def test_empty_and_missing_terms_do_not_restrict(alta):
    given = {"target": "  ", "level": "all", "release": "", "name": None}
    assert params(alta, Question(parameters=given)) == {}


def test_the_data_type_of_a_search_is_translated(alta):
    assert params(alta, Question(product="timeseries")) == {"dataProductType": "timeSeries"}
    chosen = Question(product="image", parameters={"dataproduct_type": "cube"})
    assert params(alta, chosen) == {"dataProductType": "cube"}
    with pytest.raises(BadRequestError, match="no products of the type 'spectrum'"):
        alta.queries(Question(product="spectrum"))


def test_what_is_not_applied_is_told(alta):
    when = Interval(low=58000, high=59000)
    (query,) = alta.queries(Question(time=when, parameters={"level": "processed"}))
    assert query.notes == ("It was not restricted by time range.",)
    (query,) = alta.queries(Question(parameters={"level": "raw"}))
    assert "on tape" in query.notes[0]
    assert "helpdesk" in query.notes[0]


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"targt": "M31"}, "ALTA has no term 'targt'"),
        ({"view_ra": "1"}, "no term 'view_ra'"),
        ({"level": "cooked"}, "level of ALTA cannot be 'cooked'"),
        ({"dataproduct_type": "Image"}, "dataproduct_type of ALTA cannot be 'Image'"),
        ({"dataproduct_subtype": "a,b"}, "dataproduct_subtype of ALTA cannot be 'a,b'"),
        ({"collection": "optical"}, "collection of ALTA cannot be 'optical'"),
        ({"target": 31}, "target of ALTA cannot be '31'"),
        ({"target": "M31\n&page_size=9"}, "target of ALTA cannot be"),
        ({"target": "x" * 201}, "target of ALTA cannot be"),
        ({"name": ["a"]}, "name of ALTA cannot be"),
        (
            {"collection": "timedomain", "dataproduct_subtype": "continuumMF"},
            "'timedomain' of Apertif has no products of the type 'continuumMF'",
        ),
    ],
)
def test_what_alta_would_ignore_is_refused(alta, terms, says):
    with pytest.raises(BadRequestError, match=says) as caught:
        alta.queries(Question(parameters=terms))
    assert caught.value.remedy


def test_the_form_offers_the_terms_of_esap_s_page():
    schema = form(None, ["APERTIF_DR2_TimeDomain"])
    fields = schema["properties"]
    values = {
        key: [one["const"] for one in each["oneOf"]]
        for key, each in fields.items()
        if "oneOf" in each
    }
    assert values["collection"] == ["all", "imaging", "timedomain"]
    assert values["level"] == ["all", "raw", "processed"]
    assert {"all", "visibility", "image", "cube"} <= set(values["dataproduct_type"])
    assert {"all", "SVC_2019_TimeDomain", "APERTIF_DR2_TimeDomain"} < set(values["release"])
    defaults = {key: each["default"] for key, each in fields.items() if "default" in each}
    assert defaults["collection"] == "imaging"
    assert defaults["level"] == "processed"
    assert defaults["release"] == "APERTIF_DR1_Imaging"
    assert "helpdesk" in schema["description"]
    json.dumps(schema)


@pytest.mark.parametrize("collection", [None, "all", "imaging", "timedomain"])
def test_what_the_form_proposes_is_accepted(alta, collection):
    fields = alta.form(collection)["properties"]
    defaults = {key: each.get("default", "") for key, each in fields.items()}
    assert read_terms(defaults, who="ALTA").collection == (collection or "imaging")
    alta.queries(Question(parameters=defaults))


def test_wrong_options_are_told():
    with pytest.raises(NotAvailableError, match="options of ALTA are wrong"):
        connect(AltaConnector, URL, pagesize=3)
