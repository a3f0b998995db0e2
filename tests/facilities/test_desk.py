"""The facilities of a deployment, also those that cannot be used."""

import pytest

from esap_jupyter.catalogue import FacilityEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import NotAvailableError, NotFoundError
from esap_jupyter.facilities.desk import Facilities
from tests.support.facilities import bundle

URL = "https://hub.example"


def desk(*entries, others=()):
    return Facilities(
        entries=lambda: {entry.id: entry for entry in entries},
        http=lambda: None,
        compute=InlineCompute(),
        home=lambda: None,
        credential=lambda _id, _refused: None,
        refuse=lambda *_: None,
        is_logged_in=lambda service: service == "hub",
        others=lambda: others,
    )


def entry(key="hub", kind="jupyterhub", **fields):
    return FacilityEntry(id=key, name=key.upper(), kind=kind, url=URL, **fields)


def test_one_that_cannot_be_used_spoils_no_other():
    found = desk(entry("odd", "nosuch"), entry(options={"nosuch": 1}, key="bad"), entry()).list()
    assert [each.can for each in found] == [[], [], ["launch"]]
    assert "No facility of the kind 'nosuch'" in found[0].problem
    assert "make no sense" in found[1].problem
    assert (found[2].login, found[2].is_logged_in, found[2].problem) == ("hub", True, "")


def test_a_facility_has_no_id_of_a_lake():
    both = desk(entry(), others=("hub",))
    with pytest.raises(NotAvailableError, match="which a lake has, too"):
        both.get("hub")
    assert both.logins() == []
    assert "another id" in both.list()[0].problem


def test_one_that_is_not_there_names_those_that_are():
    with pytest.raises(NotFoundError) as refusal:
        desk(entry()).get("nosuch")
    assert refusal.value.remedy == "Facilities here: hub."


def test_what_a_facility_cannot_do_is_said():
    with pytest.raises(NotAvailableError, match="runs no jobs"):
        desk(entry()).running("hub")
    assert desk(entry()).launching("hub").entry.id == "hub"


def test_the_best_is_first_and_one_that_cannot_is_last():
    near = bundle(basket=None)
    fits = desk(entry("odd", "nosuch"), entry("link", "link"), entry()).fits(near)
    assert fits[0].facility == "hub"
    assert {fit.facility for fit in fits if fit.score == 0} == {"odd", "link"}
