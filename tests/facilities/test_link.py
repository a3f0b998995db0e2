"""Links: addresses, each part of them quoted."""

import pytest

from esap_jupyter.errors import BadRequestError, NotAvailableError
from esap_jupyter.facilities.link import Link
from tests.support.facilities import Told, bundle, launch, made

REPOSITORY = "https://github.com/AMIGA-IAA/hcg-16"
WHERE = {"repository": REPOSITORY, "filepath": "plots/a&b ü.ipynb", "notebook": None}


def address(url, options=None, **fields):
    told = Told()
    with made(Link, url, options=options) as link:
        launched = launch(link, bundle(**{"basket": None, **fields}), tell=told)
    return launched.url, told.notes


def test_a_binder_link_names_repository_and_notebook():
    url, notes = address("https://mybinder.org/", **WHERE)
    assert url == (
        "https://mybinder.org/v2/gh/AMIGA-IAA/hcg-16/HEAD"
        "?urlpath=lab%2Ftree%2Fplots%2Fa%26b%20%C3%BC.ipynb"
    )
    assert notes == []


def test_an_esap_gateway_is_asked_to_deploy():
    url, _ = address(
        "https://sdc.example/esap-api/",
        {"style": "esap", "facility": "https://mybinder.org/"},
        **WHERE,
    )
    assert url == (
        "https://sdc.example/esap-api/ida/deploy?facility=https%3A%2F%2Fmybinder.org%2F"
        "&workflow=https%3A%2F%2Fgithub.com%2FAMIGA-IAA%2Fhcg-16"
    )


def test_nbgitpuller_is_told_branch_and_notebook():
    url, _ = address("https://hub.example", {"style": "nbgitpuller"}, ref="v1", **WHERE)
    assert url == (
        "https://hub.example/hub/user-redirect/git-pull"
        "?repo=https%3A%2F%2Fgithub.com%2FAMIGA-IAA%2Fhcg-16"
        "&urlpath=lab%2Ftree%2Fhcg-16%2Fplots%2Fa%26b%20%C3%BC.ipynb&branch=v1"
    )


def test_that_the_basket_stays_here_is_said():
    _, notes = address("https://mybinder.org", basket={"items": []}, **WHERE)
    assert notes == ["The basket does not travel with a link; save it, and load it there."]


@pytest.mark.parametrize("style", ["binder", "esap", "nbgitpuller"])
def test_what_is_only_here_has_no_link(style):
    with pytest.raises(BadRequestError):
        address("https://mybinder.org", {"style": style})
    with made(Link, "https://mybinder.org", options={"style": style}) as link:
        assert link.fit(bundle()).score == 0.0


def test_options_that_make_no_sense_name_the_table():
    with pytest.raises(NotAvailableError, match="make no sense") as refusal:
        address("https://mybinder.org", {"style": "nosuch"}, **WHERE)
    assert "[facilities.there.options]" in refusal.value.remedy
