"""Drafts at a fake Zenodo: whole with what was promised, or none at all."""

import json

import pytest

from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    LoginRefusedError,
    NotAvailableError,
    NotFoundError,
)
from esap_jupyter.identity import Credential
from esap_jupyter.models import PublicationRequest
from esap_jupyter.workflows.publishing.description import check_description, deposit_metadata
from esap_jupyter.workflows.publishing.desk import Publishing
from tests.peers.fakes.zenodo import TOKEN
from tests.peers.fakes.zenodo_deposits import READ_ONLY, FakeDeposits
from tests.support.workflows import http_for, zenodo_entry

CODEMETA = {
    "@context": "https://doi.org/10.5063/schema/codemeta-2.0",
    "@type": "SoftwareSourceCode",
    "name": "Rings & <arms>",
    "description": "How <b>rings</b> form.",
    "author": [
        {
            "givenName": "Ada", "familyName": "Lovelace",
            "@id": "https://orcid.org/0000-0001-2345-6789", "affiliation": {"name": "ASTRON"},
        }
    ],
    "license": "https://spdx.org/licenses/BSD-3-Clause",
    "softwareVersion": "1.0",
    "datePublished": "2026-11-26",
    "maintainer": {"name": "Ada Lovelace", "email": "ada@example.org"},
    "readme": "https://example.org/readme",
    "keywords": ["LOFAR", "Astronomy"],
}  # fmt: skip
REQUEST = PublicationRequest(notebook="rings/rings.ipynb", basket=True)


@pytest.fixture
def zenodo():
    with FakeDeposits() as fake:
        yield fake


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "work" / "rings"
    folder.mkdir(parents=True)
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "rings.ipynb").write_text(json.dumps(notebook))
    (folder / "environment.yml").write_text("dependencies: [python]\n")
    (folder / "codemeta.json").write_text(json.dumps(CODEMETA))
    return tmp_path / "work"


def publishing(zenodo, token=TOKEN, **options):
    entry = zenodo_entry(zenodo, options={"publish": True, **options})
    return Publishing(
        entries=lambda: {"ossr": entry},
        http=lambda: http_for(zenodo),
        credential=lambda _: Credential(kind="token", source="login", token=token),
        basket=lambda: {"items": [{"title": "M31"}]},
    )


def test_a_draft_has_everything_and_is_not_published(zenodo, workspace):
    made = publishing(zenodo).draft("ossr", REQUEST, workspace)
    (draft,) = zenodo.drafts.values()
    assert made.url == f"{zenodo.root}/deposit/{made.id}"
    assert made.doi == f"10.5281/zenodo.{made.id}"
    assert set(draft["files"]) == set(made.files)
    assert set(made.files) == {
        "rings.ipynb", "environment.yml", "codemeta.json", "esap-basket.json",
    }  # fmt: skip
    assert json.loads(draft["files"]["esap-basket.json"])["items"] == [{"title": "M31"}]
    assert draft["metadata"]["communities"] == [{"identifier": "escape2020"}]
    assert zenodo.published == 0
    assert all("access_token" not in each.target for each in zenodo.asked)
    assert "codeRepository" in made.warnings[0]


def test_what_zenodo_is_told_is_text_of_the_description():
    metadata = deposit_metadata(CODEMETA, community="")
    assert metadata["title"] == "Rings & <arms>"
    assert "<b>" not in metadata["description"].removeprefix("<p>")
    assert metadata["creators"] == [
        {"name": "Lovelace, Ada", "affiliation": "ASTRON", "orcid": "0000-0001-2345-6789"}
    ]
    assert metadata["license"] == "bsd-3-clause"
    assert metadata["keywords"] == ["LOFAR", "Astronomy", "jupyter-notebook"]
    assert "communities" not in metadata


@pytest.mark.parametrize("key", [*(key for key in CODEMETA if key[0] != "@" and key != "keywords")])
def test_each_field_that_the_ossr_requires_is_asked_for(key):
    (problem,) = check_description({**CODEMETA, key: ""})
    assert problem.startswith(key)


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"{}", b"[" * 100_000])
def test_a_broken_description_is_refused_before_anything_is_sent(zenodo, workspace, body):
    (workspace / "rings" / "codemeta.json").write_bytes(body)
    with pytest.raises(BadRequestError, match=r"codemeta\.json"):
        publishing(zenodo).draft("ossr", REQUEST, workspace)
    assert zenodo.asked == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"notebook": "../outside.ipynb"}, BadRequestError),
        ({"notebook": "rings/.secret.ipynb"}, BadRequestError),
        ({"notebook": "rings/environment.yml"}, BadRequestError),
        ({"others": ["rings/none.py"]}, NotFoundError),
        ({"others": ["rings/rings.ipynb"]}, BadRequestError),
        ({"environment": "rings/none.yml"}, NotFoundError),
    ],
)
def test_files_are_those_of_the_workspace(zenodo, workspace, change, error):
    (workspace.parent / "outside.ipynb").write_text("{}")
    request = PublicationRequest(**{"notebook": "rings/rings.ipynb", **change})
    with pytest.raises(error):
        publishing(zenodo).draft("ossr", request, workspace)
    assert zenodo.asked == []


def test_links_do_not_lead_out_of_the_workspace(zenodo, workspace):
    (workspace.parent / "secret.txt").write_text("secret")
    (workspace / "data.txt").symlink_to(workspace.parent / "secret.txt")
    request = PublicationRequest(notebook="rings/rings.ipynb", others=["data.txt"])
    with pytest.raises(BadRequestError, match="leads out"):
        publishing(zenodo).draft("ossr", request, workspace)


def test_links_do_not_lead_to_hidden_files(zenodo, workspace):
    (workspace / ".ssh").mkdir()
    (workspace / ".ssh" / "id_rsa").write_text("secret")
    (workspace / "rings" / "environment.yml").unlink()
    (workspace / "rings" / "requirements.txt").symlink_to("../.ssh/id_rsa")
    with pytest.raises(BadRequestError, match="hidden"):
        publishing(zenodo).draft("ossr", REQUEST, workspace)
    assert zenodo.asked == []


def test_a_link_keeps_its_own_name(zenodo, workspace):
    (workspace / "rings" / "link.ipynb").symlink_to("rings.ipynb")
    request = PublicationRequest(notebook="rings/link.ipynb")
    made = publishing(zenodo).draft("ossr", request, workspace)
    assert "link.ipynb" in made.files


def test_without_an_environment_nobody_could_run_it(zenodo, workspace):
    (workspace / "rings" / "environment.yml").unlink()
    with pytest.raises(NotFoundError, match="environment"):
        publishing(zenodo).draft("ossr", REQUEST, workspace)


@pytest.mark.parametrize("token", [READ_ONLY, "wrong"])
def test_the_missing_scope_is_named(zenodo, workspace, token):
    with pytest.raises(LoginRefusedError) as caught:
        publishing(zenodo, token).draft("ossr", REQUEST, workspace)
    assert "deposit:write" in caught.value.remedy
    (login,) = publishing(zenodo).logins()
    with pytest.raises(LoginRefusedError):
        login.verify(Credential(kind="token", source="login", token=token))
    assert login.verify(Credential(kind="token", source="login", token=TOKEN)).state == "in"


def test_a_draft_that_cannot_be_completed_is_deleted(zenodo, workspace):
    zenodo.spoils = True
    with pytest.raises(BadAnswerError, match="was sent"):
        publishing(zenodo).draft("ossr", REQUEST, workspace)
    assert zenodo.drafts == {}


def test_the_token_goes_nowhere_else(zenodo, workspace):
    zenodo.elsewhere_bucket = "https://files.example.org/draft"
    with pytest.raises(BadAnswerError, match="bucket"):
        publishing(zenodo).draft("ossr", REQUEST, workspace)
    assert zenodo.drafts == {}


def test_repositories_have_to_ask_for_it(zenodo, workspace):
    quiet = publishing(zenodo, publish=False)
    assert list(quiet.logins()) == []
    with pytest.raises(NotAvailableError, match="Nothing is published"):
        quiet.draft("ossr", REQUEST, workspace)
    with pytest.raises(NotFoundError):
        quiet.draft("other", REQUEST, workspace)
