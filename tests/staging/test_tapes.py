"""Files on tape: asked for once, waited for over restarts, then fetched with what opens them."""

import pytest

from esap_jupyter.archives.rest.lofar.tapes import LofarTapes
from esap_jupyter.models import StageRequest, StageWhat, TransferRequest
from tests.peers.fakes.stageit import SURLS, TOKEN
from tests.support.tapes import Tapes, homes
from tests.support.waiting import wait_for


@pytest.fixture
def fake():
    with Tapes() as fake:
        fake.requests.clear()
        yield fake


@pytest.fixture
def make(fake, tmp_path):
    with homes(fake, tmp_path) as make:
        yield make


def start(platform, root, *surls):
    root.mkdir(exist_ok=True)
    request = StageRequest(what=[StageWhat(url=surl) for surl in surls])
    plan = platform.stagings.plan(request, root=root)
    return plan, platform.stagings.start(TransferRequest(plan=plan.id), root=root)


def state(platform, job):
    return platform.stagings.stagings.get(job.id).state


def test_tape_is_waited_for_over_a_restart_and_opened_with_a_macaroon(fake, make, tmp_path):
    first = make()
    plan, job = start(first, tmp_path / "ws", SURLS[0])
    assert (plan.wait, plan.files[0].state, plan.files[0].way) == (1, "wait", "tape")
    assert "need not stay alive" in plan.message
    wait_for(lambda: state(first, job) == "waiting" and fake.requests)
    wait_for(lambda: first.activities.get(job.activity).idle)
    kept = first.stagings.stagings.get(job.id)
    assert (kept.waiting, kept.needs_server) == (1, False)
    first.close()
    ((number, _),) = fake.requests.items()

    second = make()
    assert second.stagings.resume() == 1
    fake.finish(number, SURLS[0])
    wait_for(lambda: state(second, job) == "done")
    (file,) = second.stagings.details(job.id, offset=0, limit=9).files
    assert (tmp_path / "ws" / file.path).read_bytes() == b"a tar"
    assert (file.way, file.request) == ("tape", str(number))
    assert list(fake.requests) == [number]
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    for macaroon in fake.requests[number]["macaroons"]:
        assert macaroon["content"].encode() not in kept
    assert TOKEN.encode() not in kept


def test_what_was_asked_for_before_is_not_asked_for_again(fake, make, tmp_path):
    number = fake.add([SURLS[0]], progressing=[SURLS[0]])
    platform = make()
    _, job = start(platform, tmp_path / "ws", SURLS[0])
    wait_for(lambda: state(platform, job) == "waiting")
    fake.finish(number, SURLS[0])
    wait_for(lambda: state(platform, job) == "done")
    assert list(fake.requests) == [number]


def test_what_tape_cannot_give_fails_with_the_cause_and_the_rest_comes(fake, make, tmp_path):
    number = fake.add(SURLS[:2], progressing=SURLS[:2])
    platform = make()
    _, job = start(platform, tmp_path / "ws", *SURLS[:2])
    wait_for(lambda: state(platform, job) == "waiting")
    fake.finish(number, SURLS[0], errors={SURLS[1]: "File not found"})
    wait_for(lambda: state(platform, job) == "failed")
    kept = platform.stagings.stagings.get(job.id)
    assert (kept.here, kept.failed) == (1, 1)
    assert "File not found" in kept.error.message


def test_without_a_token_it_says_how_to_get_one(fake, make, tmp_path):
    platform = make()
    platform._staging.tapes = (LofarTapes(stager=lambda: None),)
    _, job = start(platform, tmp_path / "ws", SURLS[0])
    wait_for(lambda: state(platform, job) == "failed")
    assert "api_token" in platform.stagings.stagings.get(job.id).error.remedy


def test_waiting_can_be_cancelled(fake, make, tmp_path):
    platform = make()
    _, job = start(platform, tmp_path / "ws", SURLS[0])
    wait_for(lambda: state(platform, job) == "waiting")
    assert platform.stagings.act(job.id, "cancel").state == "cancelled"


def test_what_was_asked_for_is_given_up_where_a_paused_job_is_cancelled(fake, make, tmp_path):
    platform = make()
    given_up = []

    class Noted(LofarTapes):
        def abort(self, request):
            given_up.append(request)

    asked = platform._staging.tapes[0]._stager
    platform._staging.tapes = (Noted(stager=asked),)
    _, job = start(platform, tmp_path / "ws", SURLS[0])
    wait_for(lambda: state(platform, job) == "waiting" and fake.requests)
    assert platform.stagings.act(job.id, "pause").state == "paused"
    assert given_up == []
    assert platform.stagings.act(job.id, "cancel").state == "cancelled"
    assert given_up == [str(number) for number in fake.requests]
