"""Rows 21, 22, 24 and 25 of facts/features.md: workflows are found and seen before they are opened."""

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import BadRequestError, NotFoundError
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_records import FakeRecord
from tests.support.platforms import platform_of

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        yield fake


@pytest.fixture
def platform(zenodo, tmp_path, monkeypatch):
    more = f'[repositories.ossr]\nurl = "{zenodo.url}"\n'
    with platform_of(tmp_path, more) as platform:
        monkeypatch.setattr(api, "platform", lambda: platform)
        yield platform


def test_row_21_tutorials_stand_in_a_menu_of_several_levels(platform):
    found = esap.workflows(repositories="tutorials")
    groups = [each.group for each in found]
    assert groups[0] == "Getting started"
    assert "Getting started/Data" in groups
    assert found[0].notebooks()[0].parameters == ["target", "radius"]


def test_row_22_the_ossr_is_searched_by_words_keyword_author_and_type(platform):
    assert [each.id for each in esap.workflows("pulsar", repositories=["ossr"])] == ["ossr:1000003"]
    assert [each.id for each in esap.workflows(keyword="CTA")] == ["ossr:1000010"]
    assert esap.workflows(author="Vohl")[0].title == "Pulsar folding"
    assert {each.access for each in esap.workflows(kind="dataset")} == {"restricted", "embargoed"}
    outside = [each.title for each in esap.workflows("nobody")]
    assert outside == [], "it is of another community"


def test_row_24_codemeta_and_environment_are_shown(platform):
    seen = esap.workflow("ossr:1000010")
    assert seen.runtime == ["Python 3.11"]
    assert [each.kind for each in seen.environment] == ["conda"]
    hcg16 = esap.workflows("hcg-16")[0]
    assert [each.title for each in hcg16.notebooks()][:2] == [
        "Optical image with HI contours",
        "Channel maps",
    ]
    assert {each.kind for each in hcg16.environment} == {
        "conda",
        "conda-lock",
        "docker",
        "postbuild",
    }
    assert hcg16.authors[0].orcid == "0000-0002-5434-4904"
    assert esap.workflows(runtime="docker", offline=True)[0].id == hcg16.id


def test_row_25_a_newer_version_is_told(platform):
    assert esap.workflow("ossr:1000002").newer == "ossr:1000003"
    assert esap.workflow("ossr:1000003").newer == ""
    assert "newer: ossr:1000003" in repr(esap.workflow("ossr:1000002")._repr_html_())


def test_lists_show_themselves_as_text(platform, zenodo):
    zenodo.add(FakeRecord(id="9", concept="8", title=f"Odd {HOSTILE}", keywords=(HOSTILE,)))
    found = esap.workflows("odd")
    assert HOSTILE not in found._repr_html_()
    assert "&lt;img" in found._repr_html_()
    zenodo.mood = "500"
    failed = esap.workflows("gamma")
    assert "ESCAPE OSSR" in repr(failed)
    assert "500" in repr(failed)
    assert found[0].notebooks()._repr_html_().startswith("<p>no notebooks")


def test_questions_that_make_no_sense_are_refused(platform):
    with pytest.raises(BadRequestError):
        esap.workflows(3)
    with pytest.raises(BadRequestError):
        esap.workflows(kind="gopher")
    with pytest.raises(NotFoundError):
        esap.workflows(repositories=["nope"])
    with pytest.raises(NotFoundError):
        esap.workflow("ossr:424242")
    with pytest.raises(AttributeError):
        _ = esap.workflow("ossr:1000003").colour
