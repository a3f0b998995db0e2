"""Records of any quality become workflows or a plain error, and never something else."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esap_jupyter.errors import BadAnswerError
from esap_jupyter.models import Workflow
from esap_jupyter.workflows.codemeta import read_codemeta
from esap_jupyter.workflows.notebooks import summarise
from esap_jupyter.workflows.zenodo.records import read_page, read_record
from tests.peers.fakes.zenodo_records import codemeta, notebook, sample_records
from tests.peers.fakes.zenodo_shapes import inveniordm, legacy

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)
RECORD = sample_records("https://zenodo.example.org")[1]
SHAPES = [shape("https://zenodo.example.org", RECORD, RECORD) for shape in (legacy, inveniordm)]
BOOK = json.loads(notebook(("markdown", "# T"), "import numpy", tags=("parameters",)))
SLOW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def spoiled(data, value):
    """Put something else in the place of one value, at any depth."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 4)):
        key = data.draw(st.sampled_from(sorted(value)))
        return value | {key: spoiled(data, value[key])}
    if isinstance(value, list) and value and data.draw(st.integers(0, 4)):
        at = data.draw(st.integers(0, len(value) - 1))
        return [*value[:at], spoiled(data, value[at]), *value[at + 1 :]]
    return data.draw(ANY)


@SLOW
@given(st.data(), st.sampled_from(SHAPES))
def test_records(data, shape):
    document = spoiled(data, shape)
    told = {"repository": "ossr", "base": "https://zenodo.example.org/api/", "who": "OSSR"}
    try:
        record = read_record(json.dumps(document).encode(), **told)
    except BadAnswerError:
        record = None
    assert record is None or isinstance(record.workflow, Workflow)
    page = {"hits": {"hits": [document, shape], "total": 2}}
    assert read_page(json.dumps(page).encode(), **told).items[-1].title == RECORD.title


@SLOW
@given(st.data())
def test_codemeta(data):
    document = json.loads(codemeta(author=[{"givenName": "A", "affiliation": [{"name": "B"}]}]))
    meta = read_codemeta(json.dumps(spoiled(data, document)).encode())
    assert isinstance(meta.title, str)


@SLOW
@given(st.data())
def test_notebooks(data):
    summary = summarise(json.dumps(spoiled(data, BOOK)).encode(), "a.ipynb")
    assert summary.path == "a.ipynb"
