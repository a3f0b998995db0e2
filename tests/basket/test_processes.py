"""Several processes edit one basket, and may die at any moment: no item is lost."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from esap_jupyter.basket.store import Basket
from esap_jupyter.basket.watch import BasketWatch
from tests.support.basket import item, titles

ROOT = Path(__file__).parent.parent.parent
ADD = """
import sys
from pathlib import Path
from esap_jupyter.basket.store import Basket, Change
from tests.support.basket import item
path, name, count = sys.argv[1:]
basket = Basket(Path(path))
for number in range(int(count)):
    (key,) = basket.add([item(number, archive=name)]).ids
    print(key, flush=True)
    basket.change([key], Change(group=name))
    if number % 5 == 4:
        basket.move([key], before=basket.ids()[0])
"""


def adding(path, name, count):
    return subprocess.Popen(
        [sys.executable, "-c", ADD, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_four_processes_at_once_lose_nothing(tmp_path):
    path = tmp_path / "basket.sqlite"
    running = [adding(path, name, 8) for name in "abcd"]
    printed = [process.communicate()[0].split() for process in running]
    assert [process.returncode for process in running] == [0] * 4
    basket = Basket(path)
    assert sorted(basket.ids()) == sorted(key for keys in printed for key in keys)
    assert {each.name: each.count for each in basket.view().groups} == dict.fromkeys("abcd", 8)
    while basket.view().can_undo:
        basket.undo()
    assert len(basket) == 0


def test_what_was_said_to_be_in_is_in_after_a_kill(tmp_path):
    path = tmp_path / "basket.sqlite"
    chance = random.Random(5)
    said = []
    for attempt in range(5):
        process = adding(path, f"p{attempt}", 10_000)
        said += [process.stdout.readline().strip() for _ in range(chance.randrange(1, 12))]
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0].split("\n")
        # The last line may have been cut.
        said += rest[:-1]
        basket = Basket(path)
        assert set(said) <= set(basket.ids())
        basket.add([item(attempt, archive="here")])
        basket.close()
    assert len(titles(Basket(path))) >= len(said) + 5


def test_work_that_breaks_off_leaves_nothing(tmp_path):
    basket = Basket(tmp_path / "basket.sqlite")
    basket.add([item(1)])

    def fail(base):
        base.execute("UPDATE item SET gone = 1")
        raise KeyError

    with pytest.raises(KeyError):
        basket._database.write(fail)
    assert titles(basket) == ["Row 1"]


def test_changes_of_other_processes_are_noticed_once(tmp_path):
    here, there = Basket(tmp_path / "basket.sqlite"), Basket(tmp_path / "basket.sqlite")
    told = []
    watch = BasketWatch(here, tell=told.append, seconds=3600)
    watch.start()
    watch.look()
    assert not here.path.exists()
    there.add([item(1)])
    watch.look()
    watch.look()
    here.add([item(2)])
    watch.look()
    there.undo()
    watch.look()
    watch.close()
    assert told == [1, 2, 3]


def test_a_basket_of_the_version_before_is_gone_on_with(tmp_path):
    import sqlite3

    path = tmp_path / "basket.sqlite"
    before = Basket(path)
    before.add([item(1)])
    before.close()
    with sqlite3.connect(path) as base:
        base.execute("DROP INDEX item_facets")
        base.execute("ALTER TABLE item DROP COLUMN estimate")
        base.execute('CREATE INDEX item_facets ON item (gone, "group", tags, kind, archive, size)')
        base.execute("PRAGMA user_version = 1")
    after = Basket(path)
    after.add([item(2, size=None, estimate="500")])
    view = after.view()
    assert (view.total, view.size, view.estimated) == (2, "1500", 1)
    assert [each.estimate for each in view.items] == [None, "500"]
