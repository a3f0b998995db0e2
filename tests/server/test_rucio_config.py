"""What the server's configuration says of Rucio reaches its kernels."""

import json
import os

import pytest

from esap_jupyter.rucio_config import VARIABLE

INSTANCE = {"name": "escape", "display_name": "ESCAPE", "rucio_base_url": "https://r.example"}


@pytest.fixture
def jp_server_config(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    return {
        "ServerApp": {"jpserver_extensions": {"esap_jupyter": True}},
        "RucioConfig": {"instances": [INSTANCE], "default_auth_type": "oidc"},
    }


def test_instances_are_handed_on(app):
    told = json.loads(os.environ[VARIABLE])
    assert told == {"instances": [INSTANCE], "default_auth_type": "oidc"}
