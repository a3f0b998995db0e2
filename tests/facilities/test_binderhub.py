"""BinderHubs: what is built, followed to its end, and what is brought there."""

import threading

import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    BadAnswerError,
    BadRequestError,
    CancelledError,
    NotAvailableError,
    TimedOutError,
)
from esap_jupyter.facilities.binderhub.facility import BinderHub
from esap_jupyter.facilities.binderhub.specs import spec_of
from esap_jupyter.facilities.bundle import Needs
from tests.peers.fakes.base import Answer
from tests.peers.fakes.binderhub import FakeBinderHub
from tests.peers.fakes.event_streams import Events
from tests.support.facilities import Told, bundle, launch, made, source_of

HCG16 = "https://github.com/AMIGA-IAA/hcg-16"


def published(**fields):
    """Return a bundle of something that is in a repository."""
    given = {"notebook": None, "notebook_name": "", "repository": HCG16, "basket": None}
    return bundle(**{**given, **fields})


@pytest.fixture
def fake():
    with FakeBinderHub() as hub:
        yield hub


@pytest.fixture
def hub(fake):
    with made(BinderHub, fake.url) as facility:
        facility.pause = 0.01
        yield facility


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"repository": HCG16}, "gh/AMIGA-IAA/hcg-16/HEAD"),
        ({"repository": f"git+{HCG16}.git", "ref": "v1/x"}, "gh/AMIGA-IAA/hcg-16/v1%2Fx"),
        ({"repository": "https://gitlab.com/a/b/c"}, "gl/a%2Fb%2Fc/HEAD"),
        (
            {"repository": "https://gitlab.in2p3.fr/a/b c", "ref": "main"},
            "git/https%3A%2F%2Fgitlab.in2p3.fr%2Fa%2Fb%20c/main",
        ),
        ({"doi": "10.5281/zenodo.5534681"}, "zenodo/10.5281/zenodo.5534681/"),
        ({"doi": "https://doi.org/10.5281/zenodo.1"}, "zenodo/10.5281/zenodo.1/"),
        # What is exact goes first: a commit, then a record, then a branch's end.
        ({"repository": HCG16, "doi": "10.5281/zenodo.1"}, "zenodo/10.5281/zenodo.1/"),
        (
            {"repository": HCG16, "ref": "abc", "doi": "10.5281/zenodo.1"},
            "gh/AMIGA-IAA/hcg-16/abc",
        ),
    ],
)
def test_what_is_built_is_named_as_binderhub_names_it(fields, path):
    assert spec_of(published(**{"repository": None, **fields})).path == path


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"repository": "not an address"},
        {"repository": "javascript:alert(1)"},
        {"doi": "10.1234/else"},
        {"doi": "10.5281/zenodo.1?x#y"},
    ],
)
def test_what_is_nowhere_cannot_be_built(fields):
    with pytest.raises(BadRequestError, match="no repository or record"):
        spec_of(published(**{"repository": None, **fields}))


def test_a_hub_is_asked_only_for_what_it_knows():
    what = published(doi="10.5281/zenodo.1")
    assert spec_of(what, providers=("git",)).provider == "git"


def test_a_build_is_followed_and_its_stream_closed(fake, hub):
    told = Told()
    launched = launch(hub, published(filepath="plots/a b.ipynb"), tell=told)
    assert launched.url == f"{fake.server}lab/tree/plots/a%20b.ipynb"
    assert launched.token == fake.token
    assert fake.token not in repr(launched)
    assert fake.left.wait(5)
    for words in ("waiting for a turn", "building the environment", "starting the server"):
        assert words in told.messages
    assert "Step 1/50 : FROM buildpack" in "\n".join(told.log)
    assert told.progress == sorted(told.progress)


def test_the_basket_is_brought_and_the_notebook_gets_the_cell(fake, hub):
    fake.contents.files = {
        "plots": None,
        "plots/a.ipynb": {
            "nbformat": 4,
            "nbformat_minor": 2,
            "metadata": {},
            "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": ["x\n", "y"]}],
        },
    }
    launch(hub, published(filepath="plots/a.ipynb", basket={"esap_basket": 1, "items": []}))
    there = fake.contents.files["plots/a.ipynb"]
    assert "esap-basket.json" in source_of(there)
    assert "id" not in there["cells"][0]  # nbformat 4.2 has none
    assert source_of(there, 1) == "x\ny"
    assert '"esap_basket"' in fake.contents.files["plots/esap-basket.json"]
    assert all(fake.token not in one.target for one in fake.asked)


def test_a_basket_without_a_notebook_comes_with_one(fake, hub):
    launched = launch(hub, published(basket={"esap_basket": 1, "items": []}))
    assert launched.url.endswith("lab/tree/esap-basket.ipynb")
    assert "esap-basket.json" in source_of(fake.contents.files["esap-basket.ipynb"])


def test_a_notebook_that_is_nowhere_goes_into_the_environment_of_the_catalogue(fake):
    options = {"environment": "https://github.com/esap/environment", "environment_ref": "v2"}
    with made(BinderHub, fake.url, options=options) as hub:
        launched = launch(hub, bundle())
    assert any(one.path.endswith("/build/gh/esap/environment/v2") for one in fake.asked)
    assert launched.url.endswith("lab/tree/analysis.ipynb")
    assert source_of(fake.contents.files["analysis.ipynb"], 1) == "1 + 1"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nosuchref", "Could not resolve ref"),
        ("full", "Too many users"),
        ("broken", "could not build it: pip could not find nosuchpackage"),
        ("noserver", "could not start the server: Failed to launch image demo"),
    ],
)
def test_failures_come_with_status_200_and_have_the_words_of_the_hub(fake, hub, name, words):
    with pytest.raises(NotAvailableError, match=words):
        launch(hub, published(repository=f"https://github.com/a/{name}"))
    assert fake.left.wait(5)


def test_a_provider_that_the_hub_does_not_know_is_said(fake, hub):
    fake.providers = ("git",)
    with pytest.raises(NotAvailableError, match="No provider found for prefix gh"):
        launch(hub, published())


def test_a_line_that_is_lost_is_opened_again(fake, hub):
    fake.losses = 2
    assert launch(hub, published()).url
    assert sum("/build/" in one.path for one in fake.asked) == 3


def test_a_hub_that_never_says_what_became_of_it_is_given_up(fake, hub):
    fake.losses = 100
    with pytest.raises(BadAnswerError, match="again and again"):
        launch(hub, published())


def test_a_cancel_ends_a_build_that_goes_on(fake, hub):
    cancel = threading.Event()

    def build(*_):
        threading.Timer(0.05, cancel.set).start()
        return Events([{"phase": "building", "message": "…"}], stays=True)

    fake._build = build
    with pytest.raises(CancelledError):
        launch(hub, published(), cancel=cancel)
    assert fake.left.wait(5)


def test_a_build_that_takes_too_long_says_what_to_do(fake):
    fake._build = lambda *_: Events([{"phase": "building", "message": "…"}], stays=True)
    with made(BinderHub, fake.url, options={"seconds": 0.2}) as hub:
        hub.pause = 0.01
        with pytest.raises(TimedOutError, match="joins the build"):
            launch(hub, published())


def test_a_hub_that_builds_for_its_own_page_only_gives_the_link(fake, hub):
    fake._build = lambda *_: Answer(b"no", status=403, media="text/plain")
    with pytest.raises(AccessDeniedError) as refusal:
        launch(hub, published())
    assert "/binder/v2/gh/AMIGA-IAA/hcg-16/HEAD" in refusal.value.remedy


def test_something_else_at_its_address_is_no_binderhub(fake, hub):
    fake._build = lambda *_: Answer(b"<html>", media="text/html")
    with pytest.raises(BadAnswerError):
        launch(hub, published())
    hub.check()
    fake.answer = lambda _asked: Answer(b"[]")
    with pytest.raises(BadAnswerError, match="no BinderHub"):
        hub.check()


def test_it_fits_what_it_can_build(hub):
    built = hub.fit(published(needs=Needs(environment=("conda", "postbuild"))))
    lock = hub.fit(published(needs=Needs(environment=("conda-lock",))))
    nowhere = hub.fit(bundle())
    assert built.score > lock.score > nowhere.score == 0.0
    assert "builds the notebook's own environment (conda, postbuild)" in built.why
    assert "cannot build the notebook's environment" in lock.but
