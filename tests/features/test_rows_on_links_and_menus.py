"""Rows 19, 20, 21 and 28: notebooks of queries, history, tutorials, drafts.

What the menus do in a browser, and row 44, are in tests/browser/test_deep_links.py.
"""

import json
import os
import subprocess
import sys

import pytest

from esap_jupyter.models import LoginRequest, PublicationRequest, SearchRequest
from esap_jupyter.models.workflows import WorkflowQuestion
from esap_jupyter.results.query_notebook import query_notebook
from tests.peers.fakes.zenodo import TOKEN
from tests.peers.fakes.zenodo_deposits import FakeDeposits
from tests.support.platforms import platform_of

QUERY = "SELECT TOP 3 name, ra, dec FROM ongc.objects WHERE name LIKE 'NGC02%'"


@pytest.fixture
def esap(tmp_path):
    with platform_of(tmp_path) as platform:
        yield platform


def stored(esap, request):
    search = esap.wait(esap.search(request).id)
    return esap.results.get(search.activities[0].result)


def test_row_19_a_notebook_made_of_a_query_runs_and_gives_its_rows(esap, tmp_path):
    result = stored(esap, SearchRequest(archives=["sandbox"], adql=QUERY))
    notebook = json.loads(query_notebook(result, "table"))
    cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    script = "\n".join([*cells, "print('rows', len(table), table.colnames)"])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"ESAP_HOME": str(tmp_path / "other")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "rows 3 ['name', 'ra', 'dec']" in done.stdout


def test_row_20_past_queries_are_kept_with_their_text(esap):
    stored(esap, SearchRequest(archives=["sandbox"], adql=QUERY))
    stored(esap, SearchRequest(archives=["sandbox"], target="M31", radius=0.1))
    asked = [each.provenance.request for each in esap.results.list()]
    assert {each.adql for each in asked} == {QUERY, ""}
    assert {each.target for each in asked} == {"M31", ""}


def test_row_21_tutorials_have_a_hierarchy(esap):
    page = esap.workflows.search(WorkflowQuestion(repositories=["tutorials"], limit=100))
    groups = [each.group for each in page.items]
    assert "Getting started" in groups
    assert any("/" in group for group in groups)
    assert all(each.files[0].name.endswith(".ipynb") for each in page.items)


def test_row_28_a_notebook_becomes_a_draft_with_the_login_of_the_repository(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "a.ipynb").write_text(json.dumps(notebook))
    (folder / "requirements.txt").write_text("numpy\n")
    (folder / "codemeta.json").write_text(
        json.dumps(
            {
                "@context": "https://w3id.org/codemeta/3.0",
                "author": [{"givenName": "A", "familyName": "B"}],
                "license": "https://spdx.org/licenses/MIT",
                "datePublished": "2026-11-26",
            }
            | dict.fromkeys(["name", "description", "softwareVersion", "readme", "maintainer"], "x")
        )
    )
    with FakeDeposits() as zenodo:
        entry = (
            f'[repositories.mine]\nname = "Mine"\nkind = "zenodo"\nurl = "{zenodo.url}"\n'
            "options = { publish = true }\n"
        )
        with platform_of(tmp_path, entry) as esap:
            assert esap.identities.get("mine").state == "out"
            esap.identities.login("mine", LoginRequest(kind="token", token=TOKEN))
            request = PublicationRequest(notebook="a.ipynb", basket=True)
            made = esap.publishing.draft("mine", request, folder)
        assert list(zenodo.drafts) == [made.id]
        assert zenodo.published == 0
    kept = [each.read_bytes() for each in tmp_path.rglob("*.sqlite")]
    assert all(TOKEN.encode() not in each for each in kept)
