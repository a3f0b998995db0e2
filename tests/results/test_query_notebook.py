"""Notebooks of queries: valid documents whose code holds outside text as values only."""

import ast
import json

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import Column, Job, Result, SearchRequest
from esap_jupyter.results.query_code import job_code, result_of_job, result_of_request
from esap_jupyter.results.query_notebook import query_notebook
from tests.support.stored import provenance

HOSTILE = "x')\nimport os\nos.system('true')\n# <script>alert(1)</script> [a](javascript:b)"


def result(**changes):
    columns = [
        Column(name="ra 'deg", datatype="double", ucd="pos.eq.ra;meta.main"),
        Column(name="dec", datatype="double", ucd="pos.eq.dec"),
    ]
    fields = {"title": "M31 · 0.5°", "provenance": provenance()} | changes
    return Result(
        id="20260101-000000-0123456789ab", name="n", archive="sandbox", collection=None,
        created=0.0, rows=13, truncated=True, columns=columns, path="/x", size=1, **fields,
    )  # fmt: skip


def cells(content):
    document = json.loads(content)
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    names = [cell["id"] for cell in document["cells"]]
    assert len(names) == len(set(names))
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            ast.parse(cell["source"])
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    return {cell["id"]: cell["source"] for cell in document["cells"]}


def test_a_result_is_asked_again_or_loaded_as_it_was():
    made = cells(query_notebook(result(), "stars"))
    assert made["ask"].startswith("import esap_jupyter as esap")
    assert made["ask"].endswith(".to_table()")
    assert "esap.load('20260101-000000-0123456789ab')" in made["stored"]
    assert made["rows"] == "stars[:10]"
    assert "13 rows (the archive had more)" in made["title"]


def test_the_sky_of_a_first_look_takes_the_columns_by_their_ucds():
    made = cells(query_notebook(result(), "stars"))
    call = ast.parse(made["sky"]).body[-1].value.value
    assert [arg.slice.value for arg in call.args] == ["ra 'deg", "dec"]


def test_outside_text_is_a_value_in_code_and_plain_in_headings():
    request = SearchRequest(archives=["sandbox"], adql=f"SELECT '{HOSTILE}'")
    made = cells(
        query_notebook(result_of_request(request, HOSTILE), "t", title=HOSTILE, is_stored=False)
    )
    (_, assign) = ast.parse(made["ask"]).body
    adql = assign.value.func.value.args[1].value
    assert adql == f"SELECT '{HOSTILE}'"
    (heading, _, about) = made["title"].split("\n")
    assert "<script" not in heading.replace("\\<", "")
    assert "](" not in heading
    assert about.startswith("Made from what sandbox was asked on")


def test_headings_have_nothing_that_turns_the_text_around():
    heading = cells(query_notebook(result(title="M31 \u202egnp.exe"), "table"))["title"]
    assert "\u202e" not in heading


def test_a_search_of_many_archives_is_one_call():
    request = SearchRequest(archives=["a", "b"], target="M31", radius=0.1)
    made = cells(query_notebook(result_of_request(request, ""), "t", is_stored=False))
    assert "archives=['a', 'b']" in made["ask"]
    assert ".merged()" in made["ask"]
    assert "stored" not in made


def test_a_job_is_fetched_by_its_address():
    job = Job(id="1", archive="sandbox", url="http://127.0.0.1:1/tap/async/7'", query="SELECT 1")
    code = job_code(job, "t")
    made = cells(query_notebook(result_of_job(job), "t", code=code, is_stored=False))
    fetch = ast.parse(made["ask"]).body[1].value.func.value.func.value
    assert [arg.value for arg in fetch.args] == [job.url, "sandbox"]


def test_names_that_are_none_are_refused():
    with pytest.raises(BadRequestError):
        query_notebook(result(), "t; import os")
    with pytest.raises(BadRequestError):
        result_of_request(SearchRequest(archives=[]), "")
