"""Workflows by REST, with a fake Zenodo behind them."""

import pytest

from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_hcg16 import CONCEPT
from tests.support.waiting import wait_for
from tests.support.workflows import desk_of, zenodo_entry


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        yield fake


@pytest.fixture
def workflows(platform, zenodo, tmp_path):
    with desk_of(tmp_path, zenodo_entry(zenodo), fakes=(zenodo,)) as desk:
        desk._activities = lambda: platform.activities
        platform.workflows = desk
        yield desk


async def test_workflows_are_found(ask, workflows):
    code, page = await ask("GET", "workflows", text="pulsar", keyword="lofar", repositories="ossr,")
    assert code == 200
    assert [each["id"] for each in page["items"]] == ["ossr:1000003"]
    assert page["items"][0]["size"].isdigit(), "numbers of bytes are text"
    assert page["states"][0]["state"] == "ok"


async def test_a_page_has_its_limits(ask, workflows):
    _, page = await ask("GET", "workflows", limit="2", offset="1")
    assert (len(page["items"]), page["total"]) == (2, 7)
    code, error = await ask("GET", "workflows", kind="gopher")
    assert (code, error["code"]) == (400, "bad_request")


async def test_a_workflow_comes_with_what_is_inside(ask, workflows, zenodo):
    code, found = await ask("GET", "workflows", f"ossr:{CONCEPT}")
    assert code == 200
    assert len(found["notebooks"]) == 9
    _, bare = await ask("GET", "workflows", "ossr:1000003", inside="false")
    assert bare["notebooks"] is None
    code, error = await ask("GET", "workflows", "ossr:424242")
    assert (code, error["code"]) == (404, "not_found")


async def test_offline_only_the_index_is_asked(ask, workflows, zenodo):
    _, page = await ask("GET", "workflows", offline="true")
    assert (page["items"], page["states"][0]["state"]) == ([], "cached")
    assert zenodo.asked == []


async def test_repositories_are_listed_and_read(ask, workflows, platform, zenodo):
    _, (state,) = await ask("GET", "workflows", "repositories")
    assert (state["repository"], state["kind"], state["found"]) == ("ossr", "zenodo", None)
    assert zenodo.asked == []
    code, activity = await ask("POST", "workflows", "repositories", "ossr", "readings")
    assert (code, activity["kind"]) == (202, "workflows")
    wait_for(lambda: platform.activities.get(activity["id"]).ended is not None)
    _, (state,) = await ask("GET", "workflows", "repositories")
    assert state["found"] == 7
    code, _ = await ask("POST", "workflows", "repositories", "nope", "readings")
    assert code == 404


async def test_what_does_not_answer_is_a_state_and_no_error(ask, workflows, zenodo):
    zenodo.mood = "500"
    code, page = await ask("GET", "workflows", text="pulsar")
    assert (code, page["states"][0]["state"]) == (200, "failed")
    assert page["states"][0]["remedy"]
