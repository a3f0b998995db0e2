"""Plans that were shown are kept for a while, within the memory that there is."""

from pathlib import Path

import pytest

from esap_jupyter.errors import NotFoundError
from esap_jupyter.staging.jobs.plans import Plans
from esap_jupyter.staging.pieces import Piece
from esap_jupyter.staging.wanted import Wanted


def planned(plans, count):
    pieces = [Piece(wanted=Wanted(url=f"https://h/{number}")) for number in range(count)]
    return plans.add(pieces, root=Path("/"), copy=True, unpack=False, title="").id


def kept(plans, *keys):
    """Say which plans are still there, in memory."""
    return [key in plans._plans for key in keys]


def test_old_plans_make_room_for_new_ones_and_the_newest_stays():
    plans = Plans(here=lambda _: {}, most=10)
    first, second, third = planned(plans, 4), planned(plans, 4), planned(plans, 4)
    assert kept(plans, first, second, third) == [False, True, True]
    large = planned(plans, 50)
    assert kept(plans, second, third, large) == [False, False, True]
    assert plans.view(large, offset=0, limit=1).total == 50


def test_plans_of_no_files_are_not_kept_for_ever_either():
    plans = Plans(here=lambda _: {})
    keys = [planned(plans, 0) for _ in range(60)]
    assert kept(plans, *keys) == [False] * 10 + [True] * 50


def test_a_plan_is_forgotten_after_an_hour():
    now = [0.0]
    plans = Plans(here=lambda _: {}, clock=lambda: now[0])
    key = planned(plans, 1)
    now[0] = 3601.0
    with pytest.raises(NotFoundError, match="any more"):
        plans.get(key)
    other = planned(plans, 1)
    assert kept(plans, key, other) == [False, True]
