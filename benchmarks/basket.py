"""A basket of 100 000 items: open, search, add, and what else is done with it.

Rows have 20 columns: an id, 7 texts and 12 measurements. "open" is a new process's first page after
its imports: the file opened, all groups, tags and sizes counted, 100 items read. "search" looks
for words in all titles, notes, tags, addresses and cells but those of measurements. The disk's
own flush is part of each edit. Times of the processor stand beside those of the clock, as a busy
machine stretches the clock.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from esap_jupyter.basket.presence import Tally
from esap_jupyter.basket.store import Basket
from esap_jupyter.columns import column
from esap_jupyter.models import BasketFilter, NewBasketItem
from esap_jupyter.platform import Platform

from .figures import heading, spread

__all__ = ["ITEMS", "main"]

ITEMS = 100_000
ROUNDS = 7
GOAL = "to reach 300 ms, to aim for 100 ms"
KINDS = ("long", *("unicodeChar",) * 7, *("double",) * 12)
COLUMNS = [column(f"c{at}", f"Column {at}", datatype=kind) for at, kind in enumerate(KINDS)]


def item(number: int) -> NewBasketItem:
    """Make an item like a row of an archive with 20 columns: an id, 7 texts, 12 numbers."""
    return NewBasketItem(
        kind="row",
        title=f"Observation {number}",
        archive=f"archive{number % 7}",
        data={each.name: cell(each.datatype, number + at) for at, each in enumerate(COLUMNS)},
        columns=COLUMNS,
        url=f"https://archive.example.org/data/{number}.fits",
        size=str(number * 1000),
        group=f"Group {number % 12}",
        tags=["first"] if number % 3 else [],
    )


def cell(datatype: str, number: int) -> str:
    """Make a cell as text."""
    if datatype == "long":
        return str(2**62 + number)
    return repr(number * 1.5) if datatype == "double" else f"value {number % 1000} of a row"


def measure(words: str, work: Callable[[int], object], rounds: int = ROUNDS) -> None:
    """Print how long something takes, each time with another number."""
    clock, processor = [], []
    for number in range(rounds):
        start, used = time.perf_counter(), time.process_time()
        work(number)
        clock.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    print(f"  {words:<46} {spread(clock)}; processor {spread(processor)}", flush=True)


def main() -> None:
    """Fill a basket and measure."""
    heading(f"A basket of {ITEMS} items ({GOAL})")
    with tempfile.TemporaryDirectory(prefix="esap-") as folder:
        path = Path(folder) / "basket.sqlite"
        basket = Basket(path)
        measure("fill it with rows of 20 columns", lambda _: basket.add(rows(0, ITEMS)), rounds=1)
        print(f"  the file has {path.stat().st_size / 1e6:.0f} MB")

        def opened(_: int) -> None:
            with_new = Basket(path)
            assert with_new.view().total == ITEMS
            with_new.close()

        measure("open", opened)
        measure("search, one word in few", lambda n: basket.view(where(f"data/{n}7431.fits")))
        measure("search, two words in many", lambda n: basket.view(where(f"observation {n}")))
        measure("a page of one group", lambda n: basket.view(BasketFilter(group=f"Group {n}")))
        measure("the last page", lambda n: basket.view(offset=ITEMS - 100 - n))
        measure("count what is here, of nothing", lambda _: here(basket, path.parent))
        measure("add 1", lambda n: basket.add(rows(ITEMS + n, 1)))
        measure("add 1, and the page after it", lambda n: added_and_seen(basket, n))
        measure("add 1000", lambda n: basket.add(rows(2 * ITEMS + 1000 * n, 1000)))
        measure("move 3", lambda n: basket.move(ids(basket, 3), before=ids(basket, n + 9)[-1]))
        measure("undo", lambda _: basket.undo())
        basket.close()


def here(basket: Basket, folder: Path) -> None:
    """Count by group what is on this machine, as a platform does."""
    platform = Platform(home=folder / "home", catalogue_paths=[])
    try:
        items, revision = basket.things()
        told = Tally(items).told(platform.stagings.present(items), revision=revision)
        assert told.whole.fetch == ITEMS
    finally:
        platform.close()


def rows(first: int, count: int) -> list[NewBasketItem]:
    """Make items, before the time of putting them in counts."""
    return [item(number) for number in range(first, first + count)]


def where(text: str) -> BasketFilter:
    """Look for a text."""
    return BasketFilter(text=text)


def ids(basket: Basket, count: int) -> list[str]:
    """Give the first items' ids."""
    return [each.id for each in basket.view(limit=count).items]


def added_and_seen(basket: Basket, number: int) -> None:
    """Put one in, and look at the basket again, as the panel does."""
    basket.add([item(5 * ITEMS + number)])
    basket.view()


if __name__ == "__main__":
    main()
