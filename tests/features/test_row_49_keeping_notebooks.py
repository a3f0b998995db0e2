"""Row 49 of the features of the systems around us: a notebook is kept in a lake, and had back."""

import json

import esap_jupyter as esap
from esap_jupyter import api
from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.lakes import lake_toml
from tests.support.platforms import platform_of


def test_row_49_a_notebook_is_kept_in_a_lake_and_had_back(tmp_path, monkeypatch):
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    monkeypatch.chdir(tmp_path)
    body = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (tmp_path / "fit.ipynb").write_text(body)
    with StoringRucio() as rucio, platform_of(tmp_path, lake_toml(rucio.url)) as platform:
        monkeypatch.setattr(api, "_platform", lambda: platform)
        esap.login("lake", username="alice", password="alicepw", account="alice")
        lake = esap.lake("lake")
        (did,) = lake.upload("fit.ipynb", "user.alice", "DAV1")
        (tmp_path / "fit.ipynb").unlink()
        (path,) = esap.stage(f"rucio://lake/{did.scope}:{did.name}")
        assert path.read_text() == body
