"""``codemeta.json`` of both versions, and of people who wrote it as they liked."""

import json

import pytest

from esap_jupyter.models import Person, Workflow
from esap_jupyter.workflows.codemeta import completed, orcid_of, read_codemeta
from tests.peers.fakes.zenodo_records import codemeta

V2, V3 = "https://doi.org/10.5063/schema/codemeta-2.0", "https://w3id.org/codemeta/3.0"


@pytest.mark.parametrize("context", [V2, V3])
def test_both_versions_are_read(context):
    meta = read_codemeta(
        codemeta(
            **{"@context": context},
            codeRepository="git+https://github.com/AMIGA-IAA/hcg-16.git",
            identifier="https://zenodo.org/doi/10.5281/zenodo.5534681",
            runtimePlatform=["Python", "Docker"],
            softwareRequirements="https://example.org/conda-linux-64.lock",
            keywords="LOFAR, VO , LOFAR",
        )
    )
    assert meta.problems == []
    assert meta.authors == [Person(name="Jane Doe")]
    assert meta.code_repository == "https://github.com/AMIGA-IAA/hcg-16.git"
    assert meta.identifier == "10.5281/zenodo.5534681"
    assert meta.runtime == ["Python", "Docker"]
    assert meta.requirements == ["https://example.org/conda-linux-64.lock"]
    assert meta.keywords == ["LOFAR", "VO"]
    assert meta.license == "MIT"


@pytest.mark.parametrize(
    ("author", "people"),
    [
        (
            {
                "givenName": "Ana",
                "familyName": "Perez",
                "@id": "https://orcid.org/0000-0002-5434-4904",
                "affiliation": [{"name": "IAA"}, {"name": "CSIC"}],
            },
            [Person(name="Ana Perez", orcid="0000-0002-5434-4904", affiliation="IAA; CSIC")],
        ),
        (
            [{"name": "ESCAPE"}, "Just A Name", 3, {}, None],
            [Person(name="ESCAPE"), Person(name="Just A Name")],
        ),
        ("One Name", [Person(name="One Name")]),
    ],
)
def test_authors_come_in_many_forms(author, people):
    assert read_codemeta(codemeta(author=author)).authors == people


@pytest.mark.parametrize("body", [b"", b'{"name": "half', b"[" * 100_000, b"\xff\xfe", b"[]", b"3"])
def test_broken_ones_are_a_problem_and_nothing_else(body):
    meta = read_codemeta(body)
    assert len(meta.problems) == 1
    assert meta.title == ""


def test_what_the_ossr_requires_and_is_missing_is_named():
    meta = read_codemeta(json.dumps({"name": "x", "description": "<b>y</b>"}).encode())
    assert meta.problems == ["codemeta.json has no author, license, softwareVersion."]
    assert meta.description == "y"


def test_a_record_is_completed_and_not_overruled():
    told = Workflow(id="a:1", repository="a", title="Told", keywords=["LOFAR"])
    whole = completed(told, read_codemeta(codemeta(keywords=["lofar", "VO"], runtimePlatform="R")))
    assert whole.title == "Told"
    assert whole.description == "What it does"
    assert whole.keywords == ["LOFAR", "VO"]
    assert whole.runtime == ["R"]


def test_orcids_are_found_in_addresses():
    assert orcid_of("https://orcid.org/0000-0001-2345-678X") == "0000-0001-2345-678X"
    assert orcid_of("1234") == ""
    assert orcid_of(None) == ""
