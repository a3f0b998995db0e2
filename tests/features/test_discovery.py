"""Rows 1, 8 and 9 of the features of the systems around us, each worked once, on the sandbox."""

from urllib.parse import urljoin

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.catalogue import load_catalogue
from esap_jupyter.errors import ConflictError, NotFoundError
from tests.support.platforms import platform_of

REGISTRY = '[archives.vo]\nurl = "sandbox:/tap"\n'
M31 = "10.68479 +41.26906"


@pytest.fixture
def platform(tmp_path, monkeypatch):
    with platform_of(tmp_path, REGISTRY) as platform:
        monkeypatch.setattr(api, "_platform", lambda: platform)
        yield platform


def test_row_01_every_archive_says_what_it_is_and_where_to_read_on(platform):
    listed = esap.archives()
    assert {"sandbox", "astron_vo", "apertif", "lofar", "zooniverse", "vo"} <= {
        one.id for one in listed
    }
    for archive in listed:
        assert len(archive.description) > 20, archive.id
        assert archive.id == "local" or archive.homepage.startswith("https://"), archive.id
    shown = listed._repr_html_()
    assert all(archive.name in shown for archive in listed)


def test_row_08_registry_search_by_type_waveband_and_keyword(platform):
    found = esap.services("synthetic images", service="sia2", waveband="radio")
    (hit,) = found
    assert "<td>" + hit.title in found._repr_html_()
    none = esap.services("nothing of this name")
    assert repr(none) == "no services"
    assert none._repr_html_() == "<p>no services</p>"
    (service,) = hit.services
    here = {one.ivoid: one.covers for one in esap.services(target=M31)}
    assert here[hit.ivoid] == "yes"
    assert "undeclared" in here.values()
    added = esap.add_archive("Found images", service.url, kind=service.kind)
    result = esap.search(M31, radius=0.5, archives=[added.id])[added.id]
    assert len(result) > 0
    assert "Found images" in result.cite().text


def test_row_08_what_the_registry_has_is_added_by_its_identifier(platform):
    (hit,) = esap.services("synthetic images", service="sia2", waveband="radio")
    added = esap.add_archive("By identifier", hit.ivoid.upper().replace("IVO", "ivo"))
    assert (added.kind, added.ivoid) == ("sia2", hit.ivoid)
    assert added.description
    assert len(esap.search(M31, radius=0.5, archives=[added.id])[added.id]) > 0
    with pytest.raises(NotFoundError, match="has no 'ivo://nobody/nothing'"):
        esap.add_archive("None", "ivo://nobody/nothing")
    with pytest.raises(NotFoundError, match="kind 'ssa'"):
        esap.add_archive("None", hit.ivoid, kind="ssa")


def test_a_service_of_the_sandbox_is_found_at_its_next_port(tmp_path, monkeypatch):
    addresses = []
    for turn in range(2):
        with platform_of(tmp_path, REGISTRY) as platform:
            monkeypatch.setattr(api, "_platform", lambda: platform)
            (hit,) = esap.services("synthetic images", service="sia2", waveband="radio")
            addresses.append(hit.services[0].url)
            if turn == 0:
                esap.add_archive("Kept", addresses[0], kind="sia2")
                with pytest.raises(ConflictError):
                    esap.add_archive("Again", addresses[0], kind="sia2")
            found = esap.search(M31, radius=0.5, archives=["kept"])["kept"]
            assert len(found) > 0
    assert "127.0.0.1" not in (platform.home / "archives.toml").read_text()


@pytest.mark.parametrize("kind", ["scs", "sia2"])
def test_row_09_images_and_sources_directly(platform, kind):
    (service,) = {
        service.url
        for hit in esap.services(service=kind)
        for service in hit.services
        if "esap.sandbox" in hit.ivoid
    }
    added = esap.add_archive(f"By {kind}", service, kind=kind)
    found = esap.search(M31, radius=0.5, archives=[added.id])
    assert len(found[added.id]) > 0
    (told,) = esap.coverage(M31, 0.5, added.id, collections={})
    assert (told.presence, told.source) == ("data", "seen")


def test_row_09_spectra_directly(platform):
    (service,) = next(hit.services for hit in esap.services(service="sia2") if hit.services)
    added = esap.add_archive("Spectra", urljoin(service.url, "/ssa/query"), kind="ssa")
    found = esap.search(M31, radius=3, archives=[added.id])[added.id]
    assert "NGC 224" in set(found.to_table()["target_name"])


def test_the_default_catalogue_says_how_to_acknowledge_its_archives():
    for entry in load_catalogue([]).archives.values():
        assert entry.acknowledgement or entry.kind == "local", entry.id
