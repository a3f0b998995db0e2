"""Rows 34, 39, 46 and 47 of the features of the systems around us, each worked once."""

import json

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.models import SearchRequest
from tests.peers.fakes.discovery import FakeDiscovery
from tests.peers.fakes.gateway import FakeGateway
from tests.peers.fakes.panoptes import FakePanoptes
from tests.support.platforms import platform_of
from tests.support.third_party import cone_server, installed, said_by


def search(platform, archive, collection=None, **parameters):
    request = SearchRequest(
        archives=[archive],
        parameters={archive: parameters},
        collections={archive: collection} if collection else {},
    )
    (activity,) = platform.wait(platform.search(request).id).activities
    assert activity.error is None, activity.error
    return platform.results.get(activity.result), activity


def test_row_34_zooniverse_projects_workflows_and_exports(tmp_path):
    with FakePanoptes() as fake:
        more = f'[archives.zooniverse]\nurl = "{fake.url}"\noptions = {{ wait = 0.0 }}\n'
        with platform_of(tmp_path, more) as platform:
            path = platform.home / "credentials.toml"
            secret = {
                "url": fake.url,
                "client_id": fake.client_id,
                "client_secret": fake.client_secret,
            }
            pairs = [f"{key} = {json.dumps(value)}" for key, value in secret.items()]
            path.write_text("\n".join(["[zooniverse]", *pairs]))
            path.chmod(0o600)
            assert platform.form("zooniverse")["properties"]["search"]
            projects, _ = search(platform, "zooniverse", search="galaxy")
            assert projects.rows == 2
            workflows, _ = search(platform, "zooniverse", "workflows", project="1")
            assert workflows.rows == 2
            fake.states["projects/1/classifications"] = "ready"
            export, _ = search(platform, "zooniverse", "classifications_export", project="1")
            assert export.rows == 2
            assert "user_name" not in {each.name for each in export.columns}
            assert fake.client_secret not in export.provenance.query


def test_row_39_a_discovery_document_and_a_gateway_give_archives(tmp_path, monkeypatch):
    with FakeDiscovery() as rubin, FakeGateway() as gateway:
        more = (
            f'[sources.rsp]\nname = "RSP"\nkind = "discovery"\nurl = "{rubin.url}"\n'
            f'[sources.gw]\nname = "ESAP"\nkind = "esap_gateway"\nurl = "{gateway.url}"\n'
        )
        with platform_of(tmp_path, more) as platform:
            monkeypatch.setattr(api, "_platform", lambda: platform)
            before = {each.id for each in esap.archives()}
            after = {each.id for each in esap.archives(refresh=True)}
            assert after - before == {
                *("rsp.dp1.sia", "rsp.dp1.tap", "rsp.dp02.tap"),
                *("gw.astron_vo", "gw.ivoa"),
            }
            rubin.mood = "500"
            with pytest.warns(UserWarning, match="RSP"):
                assert {each.id for each in esap.archives(refresh=True)} == after


def test_row_46_an_operator_hides_archives_and_switches_things_off(tmp_path):
    more = "[archives.lofar]\nhidden = true\n[features]\nregistry = false\nadd = false\n"
    with platform_of(tmp_path, more) as platform:
        kinds = {each.id: each.kind for each in platform.archives()}
        assert "lofar" not in kinds
        assert "registry" not in kinds.values()
        settings = platform.settings()
        assert (settings.registry, settings.add, settings.adql) == (False, False, True)


def test_row_47_a_connector_of_another_package(tmp_path):
    with cone_server() as cone:
        answer = said_by(installed(tmp_path), tmp_path, cone.url)
    assert answer == {"state": "reachable", "rows": 2, "protocol": "SCS", "names": ["M31", "M32"]}
