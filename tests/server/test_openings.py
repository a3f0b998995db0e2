"""Workflows opened by REST, and matched to data."""

from pathlib import Path

import pytest

from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_hcg16 import CONCEPT, TOP
from tests.support.platforms import platform_of
from tests.support.waiting import wait_for

HCG16 = f"ossr:{int(CONCEPT) + 1}"
FIGURE = {"notebook": f"{TOP}plot_scripts/Figure1.ipynb"}


@pytest.fixture
def here(platform, tmp_path):
    """The fake platform, with openings and matches of a real one."""
    with FakeZenodo() as zenodo:
        more = f'[repositories.ossr]\nurl = "{zenodo.url}"\n'
        folder = tmp_path / "real"
        folder.mkdir()
        with platform_of(folder, more) as real:
            platform.openings, platform.matcher = real.openings, real.matcher
            yield real


@pytest.fixture
def root(app):
    return Path(app.serverapp.contents_manager.root_dir)


async def test_a_workflow_is_planned_and_opened_in_the_workspace(here, ask, root):
    status, plan = await ask("POST", "workflows", HCG16, "openings", "plans", body=FIGURE)
    assert status == 200
    assert plan["size"].isdigit(), "numbers of bytes are text"
    assert plan["kernel"]["problem"] == ""
    assert not (root / plan["folder"]).exists()
    status, activity = await ask("POST", "workflows", HCG16, "openings", body=FIGURE)
    assert (status, activity["kind"]) == (202, "opening")
    wait_for(lambda: here.activities.get(activity["id"]).ended is not None)
    ended = here.activities.get(activity["id"])
    assert (ended.state, ended.path) == ("done", plan["path"])
    assert (root / plan["path"]).is_file()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"notebook": "other.ipynb"}, 404),
        ({**FIGURE, "dest": "../out"}, 400),
        ({**FIGURE, "existing": "burn"}, 400),
        ({**FIGURE, "trust": True}, 400),
    ],
)
async def test_what_cannot_be_opened_is_refused_at_once(here, ask, body, status):
    assert (await ask("POST", "workflows", HCG16, "openings", body=body))[0] == status
    assert (await ask("POST", "workflows", HCG16, "openings", "plans", body=body))[0] == status


async def test_matches_say_why_and_ask_nobody(here, ask):
    here.workflows.get(HCG16)
    status, found = await ask("POST", "workflows", "matches", body={"words": ["hcg-16"]})
    assert status == 200
    assert found[0]["workflow"]["id"] == HCG16
    assert found[0]["why"][0].endswith("hcg-16.")
    assert (await ask("POST", "workflows", "matches", body={}))[0] == 400


async def test_code_for_a_cell(here, ask):
    status, answer = await ask("POST", "workflows", HCG16, "code", body={"wish": "data"})
    assert status == 200
    assert "esap.stage(" in answer["code"]
