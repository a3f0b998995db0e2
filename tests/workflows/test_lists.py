"""Workflows that gateways and sites list, and those that come with the package."""

import json
import re
from pathlib import Path

import pytest

from esap_jupyter.catalogue import RepositoryEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import (
    ArchiveError,
    BadAnswerError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from esap_jupyter.models import WorkflowFile, WorkflowQuestion
from esap_jupyter.workflows.gateway import GatewayRepository, read_list
from esap_jupyter.workflows.listed import ListRepository, read_site_list
from esap_jupyter.workflows.shipped import TutorialRepository
from tests.peers.fakes.gateway import FakeGateway
from tests.peers.fakes.zenodo import FakeZenodo
from tests.support.workflows import http_for

SITE = """
[[workflows]]
title = "Our <b>pipeline</b>"
description = "<p>Does it<script>x</script></p>"
authors = ["Jane Doe", { name = "Ana Perez", orcid = "https://orcid.org/0000-0002-5434-4904" }]
keywords = ["LOFAR"]
repository = "https://gitlab.example.org/a/b"
ref = "v1"
path = "notebooks/run.ipynb"
doi = "https://doi.org/10.5281/zenodo.1"

[[workflows]]
id = "local"
title = "Beside the list"
notebook = "beside.ipynb"
"""


def made(kind, url, *fakes):
    entry = RepositoryEntry(id="site", name="Site", kind="list", url=str(url))
    return kind(entry=entry, http=http_for(*fakes), compute=InlineCompute())


@pytest.fixture
def site(tmp_path):
    (tmp_path / "list.toml").write_text(SITE, encoding="utf-8")
    (tmp_path / "beside.ipynb").write_bytes(b"{}")
    return made(ListRepository, tmp_path / "list.toml")


def test_a_gateways_list_is_read_in_spite_of_its_envelope():
    with FakeGateway() as gateway:
        repository = made(GatewayRepository, gateway.url, gateway)
        page = repository.search(WorkflowQuestion())
        assert page.total == len(page.items) == 6
        first = page.items[0]
        assert first.title == "CTA Gammapy Example"
        assert first.code_repository.endswith("/workflows/cta-example")
        assert (first.ref, first.kind, first.authors) == ("master", "notebook", [])
        assert first.notebooks[0].path == "gammapy-tutorials/notebooks-0.18.2/cta.ipynb"
        assert repository.record(first.id.partition(":")[2]) == first
        topcat = next(each for each in page.items if each.title == "TOPCAT")
        assert (topcat.kind, topcat.authors[0].name) == ("software", "Mark Taylor")
        words = repository.search(WorkflowQuestion(text="421 blazar"))
        assert len(words.items) == 1, "the gateway itself ignores words"
        with pytest.raises(NotFoundError):
            repository.record("nope")
        with pytest.raises(NotFoundError, match="no files"):
            repository.content(first, WorkflowFile(name="x"))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"results": ["ERROR: nothing found"]}', ArchiveError),
        (b'["Error: x"]', ArchiveError),
        (b'{"error": "x"}', ArchiveError),
        (b"{}", BadAnswerError),
        (b"<html>", BadAnswerError),
    ],
)
def test_errors_that_come_as_success_are_errors(body, error):
    with pytest.raises(error, match="ESAP"):
        read_list(body, repository="esap", who="ESAP")


def test_rows_of_any_quality_are_survived():
    rows = [{}, {"name": None, "url": "None", "filepath": 3}, {"url": "javascript:alert(1)"}, 4]
    found = read_list(json.dumps({"results": rows}).encode(), repository="e", who="E")
    assert {each.url for each in found} == {""}


def test_a_gateway_that_is_dead_says_so():
    with FakeGateway() as gateway:
        repository = made(GatewayRepository, gateway.url, gateway)
    with pytest.raises(UnreachableError):
        repository.search(WorkflowQuestion())
    with pytest.raises(NotAvailableError, match="address"):
        made(GatewayRepository, "").search(WorkflowQuestion())


def test_a_sites_list_is_read(site):
    first, second = site.search(WorkflowQuestion()).items
    assert (first.title, first.description) == ("Our <b>pipeline</b>", "Does it")
    assert [each.orcid for each in first.authors] == ["", "0000-0002-5434-4904"]
    assert first.doi == "10.5281/zenodo.1"
    assert first.notebooks[0].path == "notebooks/run.ipynb"
    assert second.id == "site:local"
    assert site.content(second, second.files[0]).whole(10) == b"{}"
    assert [each.id for each in site.search(WorkflowQuestion(text="lofar")).items] == [first.id]
    assert not site.is_remote


def test_the_list_in_the_documents_is_read():
    text = (Path(__file__).parents[2] / "docs/notebooks.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    first, second = read_site_list(block.encode(), repository="x", base="", who="X")
    assert (first.ref, first.notebooks[0].path) == ("v1.2", "notebooks/run.ipynb")
    assert second.files[0].name == "first.ipynb"


def test_a_list_names_nothing_outside_its_folder(site, tmp_path):
    (tmp_path.parent / "secret.ipynb").write_bytes(b"s")
    (workflow,) = (each for each in site.search(WorkflowQuestion()).items if each.files)
    for name in ("../secret.ipynb", "/etc/passwd", "nope.ipynb"):
        with pytest.raises(NotFoundError):
            site.content(workflow, WorkflowFile(name=name))


def test_a_list_on_the_web_may_be_json():
    rows = [{"title": "T", "notebook": "deep/a%20b.ipynb", "keywords": "one"}]
    with FakeZenodo([]) as web:
        web.elsewhere |= {"/x/list.json": json.dumps(rows).encode(), "/x/deep/a%20b.ipynb": b"nb"}
        repository = made(ListRepository, f"{web.root}/x/list.json", web)
        (found,) = repository.search(WorkflowQuestion()).items
        (file,) = found.files
        assert (file.name, file.url) == ("a b.ipynb", f"{web.root}/x/deep/a%20b.ipynb")
        assert repository.content(found, file).whole(10) == b"nb"
        assert repository.is_remote
        web.elsewhere.clear()
        with pytest.raises(NotFoundError):
            repository.search(WorkflowQuestion())


@pytest.mark.parametrize(
    "text",
    ["", "= broken", "[workflows]\na = 1", "[[workflows]]\nname = 'x'", '{"workflows": [3]}'],
)
def test_a_list_that_makes_no_sense_says_so(tmp_path, text):
    path = tmp_path / "list.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadAnswerError, match="Site"):
        made(ListRepository, path).search(WorkflowQuestion())


def test_a_list_that_is_not_there_says_so(tmp_path):
    with pytest.raises(NotAvailableError, match="No such file"):
        made(ListRepository, tmp_path / "nope.toml").search(WorkflowQuestion())


def test_tutorials_have_their_places_in_a_menu():
    repository = made(TutorialRepository, "")
    found = repository.search(WorkflowQuestion()).items
    assert len(found) >= 3
    assert found[0].title == "A first search"
    assert all(each.group and each.description for each in found)
    assert any("/" in each.group for each in found), "there is more than one level"
    for each in found:
        (file,) = each.files
        assert repository.content(each, file).whole(1 << 20).startswith(b"{")
        assert repository.record(each.id.partition(":")[2]) == each
    with pytest.raises(NotFoundError):
        repository.content(found[0], WorkflowFile(name="../pyproject.toml"))


def test_a_folder_without_a_list_says_so(tmp_path):
    with pytest.raises(NotAvailableError, match=r"tutorials\.toml"):
        made(TutorialRepository, tmp_path).search(WorkflowQuestion())
