"""Archives that stand in no catalogue's file, as a platform has them."""

import pytest

from esap_jupyter import api
from esap_jupyter.cli import doctor
from esap_jupyter.errors import (
    BadRequestError,
    ConflictError,
    ForbiddenAddressError,
    NotAvailableError,
    NotFoundError,
)
from esap_jupyter.models.catalogue import NewArchive
from esap_jupyter.platform import Platform
from tests.peers.fakes.gateway import FakeGateway
from tests.support.platforms import platform_of, run
from tests.support.servers import serve
from tests.support.tap import tap, votable

TAP = NewArchive(name="My TAP", kind="tap", url="https://tap.example.org/tap")
GATEWAY = '[sources.gw]\nname = "ESAP"\nkind = "esap_gateway"\nurl = "{}"\n'


def ids(esap):
    return [each.id for each in esap.archives() if each.source is not None]


@pytest.fixture
def gateway():
    with FakeGateway() as fake:
        yield fake


def test_an_archive_is_added_and_taken_away(tmp_path):
    with platform_of(tmp_path) as esap:
        added = esap.add_archive(TAP)
        assert (added.id, added.source, added.state) == ("my_tap", "mine", "unknown")
        assert esap.archives()[-1].id == "my_tap"
        esap.remove_archive("my_tap")
        assert ids(esap) == []
        with pytest.raises(NotFoundError):
            esap.archive("my_tap")


def test_it_is_there_next_time_and_elsewhere(tmp_path):
    with platform_of(tmp_path) as esap, platform_of(tmp_path) as other:
        assert ids(other) == []
        esap.add_archive(TAP)
        assert ids(other) == ["my_tap"]
        other.remove_archive("my_tap")
        assert ids(esap) == []


def test_it_is_an_archive_like_the_others(tmp_path):
    with serve(tap(votable(3))) as server:
        allow = f'[network]\nallow = ["{server.hostport}"]\n'
        with platform_of(tmp_path, allow) as esap:
            esap.add_archive(NewArchive(name="Mine", kind="tap", url=f"{server.url}/tap"))
            assert esap.check("mine").state == "reachable"
            activity = run(esap, "mine", adql="SELECT * FROM my.stars")
            assert activity.rows == 3
            assert esap.results.get(activity.result).provenance.archive == "mine"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/tap",
        "http://localhost/tap",
        "http://[::1]/tap",
        "http://169.254.169.254/",
    ],
)
def test_private_addresses_need_the_operators_file(tmp_path, url):
    with platform_of(tmp_path) as esap:
        with pytest.raises(ForbiddenAddressError) as caught:
            esap.add_archive(NewArchive(name="X", kind="tap", url=url))
        assert "[network]" in caught.value.remedy
        assert ids(esap) == []


def test_a_file_written_by_hand_vouches_for_nothing(tmp_path):
    with serve(tap(votable(3))) as server, platform_of(tmp_path) as esap:
        table = f'[archives.sly]\nname = "Sly"\nkind = "tap"\nurl = "{server.url}/tap"\n'
        (esap.home / "archives.toml").write_text(table)
        assert "not a public address" in esap.check("sly").reason
        assert server.asked == []


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"name": "  "}, BadRequestError, "no name"),
        ({"url": "ftp://x/"}, BadRequestError, "not an http or https address"),
        ({"url": "https://me:pw@x.example/"}, BadRequestError, "name or a password"),
        ({"id": "A B"}, BadRequestError, "not an id"),
        ({"id": "sandbox"}, ConflictError, "already"),
        ({"url": "https://vo.astron.nl/tap/"}, ConflictError, "as ASTRON VO"),
        ({"kind": "nothing"}, NotAvailableError, "No connector of the kind"),
        ({"kind": "local"}, BadRequestError, "cannot be added"),
        ({"description": "x" * 3000}, BadRequestError, "too long"),
    ],
)
def test_what_cannot_be_added(tmp_path, change, kind, says):
    fields = {"name": TAP.name, "kind": TAP.kind, "url": TAP.url, **change}
    with platform_of(tmp_path) as esap:
        with pytest.raises(kind, match=says) as caught:
            esap.add_archive(NewArchive(**fields))
        assert caught.value.remedy
        assert not (esap.home / "archives.toml").exists()


def test_ids_are_made_of_names_and_are_free(tmp_path):
    with platform_of(tmp_path) as esap:
        names = ["Éa!", "Éa?", "***"]
        made = [
            esap.add_archive(
                NewArchive(name=name, kind="tap", url=f"https://{number}.example.org/")
            ).id
            for number, name in enumerate(names)
        ]
    assert made == ["a", "a_2", "archive"]


def test_archives_of_the_catalogue_are_not_taken_away(tmp_path):
    with platform_of(tmp_path) as esap:
        with pytest.raises(NotFoundError, match="not one of the archives that you added"):
            esap.remove_archive("sandbox")
        with pytest.raises(NotFoundError, match="no archive 'x'"):
            esap.remove_archive("x")


def test_a_broken_file_hides_no_others_and_is_told(tmp_path):
    with platform_of(tmp_path) as esap:
        esap.add_archive(TAP)
        (esap.home / "archives.toml").write_text("[archives\n")
        assert "sandbox" in {each.id for each in esap.archives()}
        (problem,) = esap.settings().problems
        assert "archives.toml is not valid TOML" in problem
        with pytest.raises(BadRequestError):
            esap.add_archive(TAP)


def test_the_catalogue_has_precedence(tmp_path):
    with platform_of(tmp_path) as esap:
        table = '[archives.sandbox]\nname = "Evil"\nkind = "tap"\nurl = "https://e.example/"\n'
        (esap.home / "archives.toml").write_text(table)
        assert esap.archive("sandbox").name == "Sandbox"
        assert "left out" in esap.settings().problems[0]


def test_switched_off(tmp_path):
    with platform_of(tmp_path, "[features]\nadd = false\nadql = false\n") as esap:
        with pytest.raises(NotAvailableError, match="switched off"):
            esap.add_archive(TAP)
        with pytest.raises(NotAvailableError, match="ADQL is switched off"):
            run(esap, "sandbox", adql="SELECT 1")
        assert {"adql", "uploads"}.isdisjoint(esap.archive("sandbox").takes)
        settings = esap.settings()
        assert (settings.add, settings.adql, settings.registry) == (False, False, True)


# -- sources


def test_a_gateway_gives_archives(tmp_path, gateway):
    more = GATEWAY.format(gateway.url)
    with platform_of(tmp_path, more) as esap:
        assert ids(esap) == []
        assert gateway.asked == []
        assert esap.read_source("gw").archives == ("gw.astron_vo", "gw.ivoa")
        archive = esap.check("gw.astron_vo")
        assert archive.state == "reachable"
        assert [each.id for each in archive.collections][:2] == ["lotss-dr1", "lotss-pdr"]
        activity = run(esap, "gw.astron_vo", target="320 40", radius=1.5)
        assert activity.rows == 9
    with platform_of(tmp_path, more) as esap:
        assert ids(esap) == ["gw.astron_vo", "gw.ivoa"]


def test_what_a_gateway_names_is_not_contacted(tmp_path, gateway):
    with platform_of(tmp_path, GATEWAY.format(gateway.url)) as esap:
        esap.read_source("gw")
        found = [each for each in esap.archives() if each.source == "gw"]
    assert {each.url for each in found} == {gateway.url}


def test_archives_of_a_gateway_can_be_hidden(tmp_path, gateway):
    more = f"{GATEWAY.format(gateway.url)}options = {{ hide = ['ivoa'] }}\n"
    with platform_of(tmp_path, more) as esap:
        assert esap.read_source("gw").archives == ("gw.astron_vo",)


def test_a_source_that_forgets_an_archive_takes_it_away(tmp_path, gateway):
    with platform_of(tmp_path, GATEWAY.format(gateway.url)) as esap:
        esap.read_source("gw")
        known = esap.check("gw.astron_vo")
        esap.read_source("gw")
        assert esap.archive("gw.astron_vo") == known
        gateway.mood = "500"
        assert esap.read_source("gw").state == "failed"
        assert ids(esap) == ["gw.astron_vo", "gw.ivoa"]


def test_a_source_cannot_open_private_addresses(tmp_path):
    from tests.peers.fakes.discovery import FakeDiscovery

    with serve(tap(votable(3))) as inside, FakeDiscovery(inside.url) as fake:
        more = f'[sources.rsp]\nname = "RSP"\nkind = "discovery"\nurl = "{fake.url}"\n'
        with platform_of(tmp_path, more) as esap:
            assert "rsp.dp1.tap" in esap.read_source("rsp").archives
            assert "not a public address" in esap.check("rsp.dp1.tap").reason
        assert inside.asked == []


def test_without_additions_nothing_is_written(tmp_path):
    with platform_of(tmp_path) as esap:
        esap.archives()
        esap.settings()
        assert isinstance(esap, Platform)
        assert not (esap.home / "sources").exists()


def test_the_doctor_tells_sources_and_own_archives(tmp_path, monkeypatch, gateway):
    catalogue = tmp_path / "mine.toml"
    catalogue.write_text(GATEWAY.format(gateway.url))
    monkeypatch.setenv("ESAP_CATALOGUE", str(catalogue))
    monkeypatch.setenv("ESAP_HOME", str(tmp_path / "home"))
    said = []
    doctor.report(check=False, say=said.append)
    assert "source gw (esap_gateway), 0 archives, unread" in said
    assert gateway.asked == []
    esap = Platform()
    try:
        esap.add_archive(TAP)
        esap.read_source("gw")
    finally:
        esap.close()
    said.clear()
    doctor.report(check=False, say=said.append)
    assert "source gw (esap_gateway), 2 archives, read" in said
    assert f"archives that you added: {tmp_path / 'home' / 'archives.toml'}" in said
    assert any(line.startswith("archive my_tap (tap)") for line in said)


def test_archives_are_added_in_python(tmp_path, monkeypatch):
    with platform_of(tmp_path) as esap:
        monkeypatch.setattr(api, "_platform", lambda: esap)
        assert api.add_archive("My TAP", TAP.url).id == "my_tap"
        assert "my_tap" in {each.id for each in api.archives()}
        with pytest.raises(BadRequestError, match="makes no sense"):
            api.add_archive("X", 3)
        api.remove_archive("my_tap")
        assert ids(esap) == []
