"""A deployment that is set up for Rucio already needs to write nothing; on the real Rucio."""

import json
import os

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.platform import Platform

pytestmark = pytest.mark.peers


@pytest.fixture
def platform(tmp_path, monkeypatch):
    """A person who has configured nothing of ESAP."""
    for key in [key for key in os.environ if key.startswith(("RUCIO", "ESAP"))]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "rucio.cfg"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    platform = Platform(home=tmp_path / "home", catalogue_paths=[])
    monkeypatch.setattr(api, "_platform", lambda: platform)
    yield platform
    platform.close()


def account(lake, origin):
    (known,) = esap.lakes()
    assert (known.id, known.origin) == (lake, origin)
    return esap.lake(lake).account().account


def test_a_rucio_cfg_alone(rucio_lake, platform, tmp_path):
    (tmp_path / "rucio.cfg").write_text(f"""
[client]
rucio_host = {rucio_lake.url}
auth_host = {rucio_lake.url}
ca_cert = {rucio_lake.ca}
auth_type = userpass
username = alice
password = alicepw
account = alice
""")
    (tmp_path / "rucio.cfg").chmod(0o600)
    assert account("rucio", "rucio.cfg") == "alice"


def test_variables_alone(rucio_lake, platform, monkeypatch):
    for key, value in {
        "RUCIO_BASE_URL": rucio_lake.url,
        "RUCIO_NAME": "vre",
        "RUCIO_CA_CERT": str(rucio_lake.ca),
        "RUCIO_USERNAME": "alice",
        "RUCIO_PASSWORD": "alicepw",
        "RUCIO_ACCOUNT": "alice",
    }.items():
        monkeypatch.setenv(key, value)
    assert account("vre", "environment") == "alice"


def test_an_instance_of_rucio_jupyterlab_with_a_token_in_the_environment(
    rucio_lake, platform, tmp_path, monkeypatch
):
    instance = {
        "name": "escape",
        "display_name": "ESCAPE",
        "rucio_base_url": rucio_lake.url,
        "rucio_ca_cert": str(rucio_lake.ca),
        "mode": "replica",
        "destination_rse": "DAV2",
        "rse_mount_path": str(rucio_lake.mount),
        "path_begins_at": 1,
        "oidc_auth": "env",
        "oidc_env_name": "MY_TOKEN",
    }
    text = json.dumps({"RucioConfig": {"instances": [instance]}})
    (tmp_path / "jupyter_server_config.json").write_text(text)
    monkeypatch.setenv("MY_TOKEN", rucio_lake.jwt())
    assert account("escape", "RucioConfig") == "alice"
    assert {file.state for file in esap.lake("escape").files("test:ds.images")} == {"here"}


def test_a_proxy_that_the_person_has_made(rucio_lake, platform, tmp_path, monkeypatch):
    (tmp_path / "rucio.cfg").write_text(f"""
[client]
rucio_host = {rucio_lake.url}
ca_cert = {rucio_lake.ca}
auth_type = x509_proxy
client_x509_proxy = $X509_USER_PROXY
account = alice
""")
    monkeypatch.setenv("X509_USER_PROXY", str(rucio_lake.proxy))
    assert account("rucio", "rucio.cfg") == "alice"
