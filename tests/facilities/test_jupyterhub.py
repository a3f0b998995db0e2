"""A hub whose answers are those that a real one gives seldom; the usual ones: tests/peers."""

import threading

import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    BadAnswerError,
    BadRequestError,
    CancelledError,
    LoginRefusedError,
    NotAvailableError,
    TimedOutError,
)
from esap_jupyter.facilities.base import ExistingFilesError
from esap_jupyter.facilities.jupyterhub.facility import JupyterHub
from tests.peers.fakes.base import Answer, json_answer
from tests.peers.fakes.event_streams import Events
from tests.peers.fakes.hub import FakeHub
from tests.support.facilities import Told, bundle, launch, made, notebook, source_of

FOLDER = "esap/My analysis"


@pytest.fixture
def fake():
    with FakeHub() as hub:
        yield hub


@pytest.fixture
def refused():
    return []


@pytest.fixture
def hub(fake, refused):
    with made(JupyterHub, fake.url, token=fake.token, refused=refused) as facility:
        facility.pause = 0.01
        yield facility


def asked_for(fake, method, part):
    return [one for one in fake.asked if one.method == method and part in one.path]


def test_a_server_that_is_ready_at_once_gets_notebook_and_basket(fake, hub):
    launched = launch(hub)

    assert launched.url == f"{fake.url}/user/ada/esap/lab/tree/esap/My%20analysis/analysis.ipynb"
    there = fake.contents.files[f"{FOLDER}/analysis.ipynb"]
    assert "esap-basket.json" in source_of(there)
    assert source_of(there, 1) == "1 + 1"
    assert there["cells"][0]["metadata"]["tags"] == ["esap-basket"]
    assert all("trusted" not in cell["metadata"] for cell in there["cells"])
    assert '"esap_basket"' in fake.contents.files[f"{FOLDER}/esap-basket.json"]


def test_small_files_of_its_folder_come_along(fake, hub):
    launch(hub, bundle(beside={"general_functions.py": b"def f(): pass\n"}))
    assert fake.contents.files[f"{FOLDER}/general_functions.py"] == "def f(): pass\n"
    with pytest.raises(ExistingFilesError, match=r"general_functions\.py"):
        launch(hub, bundle(beside={"general_functions.py": b"pass\n"}))


def test_the_server_sees_a_token_for_it_alone_which_is_ended(fake, hub):
    launch(hub)

    (minted,) = asked_for(fake, "POST", "/tokens")
    assert minted.json["scopes"] == ["access:servers!server=ada/esap"]
    assert fake.tokens == {}
    shown = [one.headers.get("Authorization", "") for one in fake.asked if "/user/ada" in one.path]
    assert shown
    assert not any(fake.token in header for header in shown)
    assert not any(fake.token in one.target for one in fake.asked)


def test_files_that_are_there_are_left_until_somebody_says(fake, hub):
    launch(hub)
    other = bundle(notebook=notebook("2 + 2"))
    with pytest.raises(ExistingFilesError) as refusal:
        launch(hub, other)
    assert refusal.value.files == (f"{FOLDER}/analysis.ipynb",)
    assert source_of(fake.contents.files[f"{FOLDER}/analysis.ipynb"], 1) == "1 + 1"

    assert "analysis.ipynb" in launch(hub, other, existing="keep").url
    assert source_of(fake.contents.files[f"{FOLDER}/analysis.ipynb"], 1) == "1 + 1"
    assert "analysis-1.ipynb" in launch(hub, other, existing="beside").url
    told = Told()
    launch(hub, other, existing="overwrite", tell=told)
    assert source_of(fake.contents.files[f"{FOLDER}/analysis.ipynb"], 1) == "2 + 2"
    assert any("replaced" in note for note in told.notes)


def test_the_same_again_is_no_conflict_though_the_basket_was_written_later(fake, hub):
    launch(hub)
    later = bundle(basket={"esap_basket": 1, "written": "2027-01-01T00:00:00+00:00", "items": []})
    before = dict(fake.contents.files)
    launch(hub, later)
    assert fake.contents.files == before


def test_what_runs_is_taken_as_it_is_and_said_so(fake, hub):
    fake.name = "esap"
    fake.ready()
    told = Told()
    with made(
        JupyterHub, fake.url, token=fake.token, options={"form": {"profile": {"type": "string"}}}
    ) as facility:
        launch(facility, profile="large", tell=told)
    assert any("already" in note for note in told.notes)


def test_progress_goes_on_after_the_line_was_lost(fake, hub):
    fake.at_once = False
    half = Events([{"progress": 30, "message": "Pulling image"}])
    fake.progress = [half, half, lambda: Events([fake.ready()])]
    told = Told()
    launch(hub, tell=told)
    assert told.log.count("Pulling image") == 2
    assert told.progress[-1] == 1.0


def test_a_failed_start_has_the_words_of_the_hub(fake, hub):
    fake.at_once = False
    fake.progress = [
        Events([{"progress": 100, "failed": True, "message": "Spawn failed: no room"}])
    ]
    with pytest.raises(NotAvailableError, match="Spawn failed: no room"):
        launch(hub)


def test_a_server_that_vanishes_while_it_starts_has_failed(fake, hub):
    fake.at_once = False

    def vanish():
        fake.state = None
        return Events([{"progress": 10, "message": "Starting"}])

    fake.progress = [vanish]
    with pytest.raises(NotAvailableError, match="stopped again"):
        launch(hub)


def test_a_start_that_takes_too_long_says_what_to_do(fake):
    fake.at_once = False
    fake.progress = [Events([{"progress": 10, "message": "Starting"}], stays=True)]
    with (
        made(JupyterHub, fake.url, token=fake.token, options={"seconds": 0.2}) as hub,
        pytest.raises(TimedOutError, match=r"within 0\.2 s"),
    ):
        launch(hub)


def test_a_cancel_stops_the_server_that_had_begun(fake, hub):
    fake.at_once = False
    cancel = threading.Event()

    def begin():
        threading.Timer(0.05, cancel.set).start()
        return Events([{"progress": 10, "message": "Starting"}], stays=True)

    fake.progress = [begin]
    with pytest.raises(CancelledError):
        launch(hub, cancel=cancel)
    assert asked_for(fake, "DELETE", "/servers/esap")
    assert fake.left.wait(5)


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        ("start:servers", "the scope start:servers"),
        ("tokens", "the scope tokens"),
        ("access:servers", "the scope access:servers"),
    ],
)
def test_a_scope_that_is_missing_is_named_before_anything_is_started(fake, hub, lost, named):
    wide = ("servers",) if lost == "start:servers" else ()
    fake.scopes = [one for one in fake.scopes if one.partition("!")[0] not in (lost, *wide)]
    with pytest.raises(AccessDeniedError, match=named) as refusal:
        launch(hub)
    assert f"{fake.url}/hub/token" in refusal.value.remedy
    assert not asked_for(fake, "POST", "/servers/")


def test_scopes_of_another_server_or_person_do_not_count(fake, hub):
    fake.scopes = [
        *(one for one in fake.scopes if not one.startswith("access:servers")),
        "access:servers!server=ada/other",
    ]
    with pytest.raises(AccessDeniedError, match="access:servers"):
        launch(hub)


def test_a_hub_that_tells_no_scopes_names_the_one_that_it_refuses_for(fake, hub):
    fake.scopes = None
    said = "Action is not authorized with current scopes; requires any of [start:servers]"
    fake.refusal = [json_answer({"status": 403, "message": said}, 403)]
    with pytest.raises(AccessDeniedError, match=r"the scope start:servers\."):
        launch(hub)


def test_a_token_that_the_hub_does_not_know_is_refused_and_noted(fake, refused):
    with (
        made(JupyterHub, fake.url, token="other", refused=refused) as hub,
        pytest.raises(LoginRefusedError, match="does not know your token"),
    ):
        launch(hub)
    assert len(refused) == 1
    assert "other" not in refused[0][0]


@pytest.mark.parametrize("status", [200, 302])
def test_a_login_page_instead_of_data_is_said(fake, hub, status):
    page = Answer(
        b"<html>Log in</html>", status=status, media="text/html", headers={"Location": "/sso"}
    )
    fake.answer = lambda _asked: page
    with pytest.raises(BadAnswerError, match="wants a login in the browser"):
        launch(hub)
    with pytest.raises(BadAnswerError):
        hub.check()


def test_a_hub_without_named_servers_uses_the_only_one(fake, hub):
    fake.refusal = [json_answer({"message": "Named servers are not enabled."}, 400)]
    told = Told()
    assert "/user/ada/lab/tree/" in launch(hub, tell=told).url
    assert any("one server only" in note for note in told.notes)


def test_too_many_servers_are_told_in_the_words_of_the_hub(fake, hub):
    said = "User ada already has the maximum of 5 named servers."
    fake.refusal = [json_answer({"message": said}, 400)]
    with pytest.raises(BadAnswerError, match="maximum of 5 named servers") as refusal:
        launch(hub)
    assert "/hub/home" in refusal.value.remedy


def test_servers_at_another_host_get_no_token(fake, hub):
    fake.ready = lambda: None
    fake.state = {"ready": True, "pending": None, "url": "https://ada.elsewhere.example/user/ada/"}
    fake.name = "esap"
    with pytest.raises(BadAnswerError, match=r"ada\.elsewhere\.example"):
        launch(hub)
    assert not asked_for(fake, "PUT", "/api/contents")


@pytest.mark.parametrize("name", ["../admin", "a/b", "x?y"])
def test_a_name_that_would_lead_elsewhere_is_refused(hub, name):
    with pytest.raises(BadRequestError):
        launch(hub, server=name)


def test_a_folder_stays_below_what_the_server_serves(fake, hub):
    launch(hub, folder="../../etc/./x")
    assert "etc/x/analysis.ipynb" in fake.contents.files


def test_a_repository_comes_by_nbgitpuller_and_the_basket_beside_it(fake, hub):
    fake.puller = Events(
        [
            {"phase": "syncing", "output": "Cloning into 'hcg-16'...\n"},
            {"phase": "finished"},
        ],
        stays=True,
    )
    told = Told()
    repository = "https://github.com/AMIGA-IAA/hcg-16.git"
    what = bundle(notebook=None, repository=repository, ref="v1", filepath="plots/a b.ipynb")
    launched = launch(hub, what, tell=told)

    (pull,) = asked_for(fake, "GET", "git-pull/api")
    assert pull.params == {"repo": repository, "branch": "v1", "targetpath": "esap/hcg-16"}
    assert launched.url.endswith("lab/tree/esap/hcg-16/plots/a%20b.ipynb")
    assert "esap/hcg-16/esap-basket.json" in fake.contents.files
    assert "esap-basket" in source_of(fake.contents.files["esap/hcg-16/esap-basket.ipynb"])
    assert any("Cloning" in line for line in told.log)


def test_without_nbgitpuller_the_notebook_comes_alone_or_it_is_said(fake, hub):
    told = Told()
    what = bundle(repository="https://github.com/a/b", filepath="x.ipynb")
    assert "analysis.ipynb" in launch(hub, what, tell=told).url
    assert any("no nbgitpuller" in note for note in told.notes)
    later = bundle(notebook=None, repository="https://github.com/a/c", alone=bundle)
    assert launch(hub, later).url.endswith("/esap/c/analysis.ipynb")
    with pytest.raises(NotAvailableError, match="no nbgitpuller"):
        launch(hub, bundle(notebook=None, repository="https://github.com/a/b"))


def test_a_repository_that_cannot_be_brought_has_the_words_of_nbgitpuller(fake, hub):
    fake.puller = Events([{"phase": "error", "message": "Remote content unavailable"}])
    with pytest.raises(NotAvailableError, match="Remote content unavailable"):
        launch(hub, bundle(notebook=None, repository="https://github.com/a/b"))


def test_logging_in_is_refused_with_the_scope_that_lacks(fake, hub):
    from esap_jupyter.identity import Credential

    login = hub.login()
    credential = Credential(kind="token", source="login", token=fake.token)
    assert login.verify(credential).account == "ada"
    fake.scopes = ["read:users:name!user=ada"]
    with pytest.raises(AccessDeniedError, match="start:servers and read:servers and tokens"):
        login.verify(credential)
