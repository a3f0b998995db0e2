"""What a service refuses is remembered, shown and not sent again, until somebody logs in."""

import pytest

from esap_jupyter.errors import LoginRefusedError
from esap_jupyter.models import LoginRequest
from tests.support.identities import PASSWORD, Service, identities, service_login

GOOD = LoginRequest(kind="userpass", account="al", username="alice", password=PASSWORD)
WORDS = "Escape refused: no such password."


class Scene:
    """Somebody whose stored password has stopped working."""

    def __init__(self, home):
        self.now = 1000.0
        self.told = []
        self.service = Service()
        self.who = identities(
            home,
            service_login(self.service),
            clock=lambda: self.now,
            told=lambda *what: self.told.append(what),
        )
        self.who.login("escape", GOOD)

    def refuse(self):
        self.who.refuse("escape", self.who.credential("escape").digest, WORDS)


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path / "home")


def test_a_refused_password_is_shown_as_refused_and_not_sent_again(scene):
    scene.refuse()
    identity = scene.who.get("escape")
    assert (identity.state, identity.reason, identity.account) == ("refused", WORDS, "al")
    with pytest.raises(LoginRefusedError, match="no such password"):
        scene.who.credential("escape")


def test_it_is_tried_again_after_some_minutes(scene):
    scene.refuse()
    scene.now += 301
    assert scene.who.get("escape").state == "in"
    assert scene.who.credential("escape").password == PASSWORD


def test_logging_in_is_asked_of_the_service_and_ends_the_refusal(scene):
    scene.refuse()
    assert scene.who.login("escape", GOOD).state == "in"
    assert len(scene.service.asked) == 2
    assert scene.who.credential("escape").password == PASSWORD


def test_another_password_is_not_the_refused_one(scene):
    scene.who.refuse("escape", "of-another", WORDS)
    assert scene.who.get("escape").state == "in"


def test_changes_are_told_without_names_or_secrets(scene):
    scene.refuse()
    scene.who.logout("escape")
    assert scene.told == [("escape", "in"), ("escape", "refused"), ("escape", "out")]
