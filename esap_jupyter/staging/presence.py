"""What is on this machine of very many things: told from lists, with one look at each file."""

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from ..urls import is_in_lake
from .jobs.bringing import Bringer
from .jobs.store import Brought, JobStore
from .pieces import Piece
from .wanted import Moves, Wanted, key_of, steady

__all__ = ["Named", "Presence", "Thing"]

# Of more than so many, what was found out is not kept for the next time.
_MOST_KEPT = 200_000


class Named(Protocol):
    """Something that may be here, by its id and the address of its bytes.

    ``archive`` is the one that the address is of, ``size`` its bytes where they are known.
    """

    @property
    def id(self) -> str:
        """What tells it from others."""

    @property
    def address(self) -> str:
        """Where its bytes are, else empty."""

    @property
    def archive(self) -> str:
        """The archive of the address."""

    @property
    def size(self) -> int | None:
        """Bytes, where they are known."""


class Thing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A `Named` of its own."""

    id: str
    address: str
    archive: str = ""
    size: int | None = None


class _Look:
    """What lists tell of things: the files that came for each, and those without any."""

    def __init__(self, things: Sequence[Named], version: object) -> None:
        self.things = things
        self.version = version
        self.came: list[tuple[Named, list[Brought]]] = []
        self.lake: list[Named] = []
        self.rest: list[Named] = []
        self.keys: dict[str, list[Named]] | None = None

    def without(self, thing: Named) -> None:
        """Note that no job has brought something."""
        if is_in_lake(thing.address):
            self.lake.append(thing)
        elif thing.address:
            self.rest.append(thing)


class Presence:
    """Knows where things lie that came before; nobody is contacted.

    Parameters
    ----------
    store
        The files of jobs.
    bringer
        Knows lakes, and what came without a job.
    keys
        Names all that came, by `esap_jupyter.staging.wanted.key_of`.
    moves
        Tells whether the addresses of an archive move.
    """

    def __init__(
        self,
        *,
        store: JobStore,
        bringer: Bringer,
        keys: Callable[[], frozenset[str]],
        moves: Moves,
    ) -> None:
        self._store = store
        self._bringer = bringer
        self._keys = keys
        self._moves = functools.lru_cache(moves)
        self._last: _Look | None = None

    def paths(self, things: Sequence[Named]) -> dict[str, Path]:
        """Return where things are, by their ids; of one of several files, one of them."""
        addresses = [self._named(thing) for thing in things if thing.address]
        brought = self._store.brought(items=[thing.id for thing in things])
        look = _Look(things, None)
        self._sort(look, [*brought, *self._store.brought(addresses=addresses)])
        paths = dict[str, Path]()
        gone = self._gone(look, lambda key, files: paths.setdefault(key, Path(files[0].path)))
        return paths | {key: path for key, path, _ in self._others(look, gone)}

    def sizes(self, things: Sequence[Named]) -> dict[str, int]:
        """Return the bytes of those things that are here, by their ids.

        Asked for the same list again, only the files are looked at, unless others came meanwhile.
        """
        look = self._looked(things)
        sizes = dict[str, int]()
        gone = self._gone(
            look, lambda key, files: sizes.setdefault(key, sum(one.size for one in files))
        )
        return sizes | {key: size for key, _, size in self._others(look, gone)}

    @staticmethod
    def _gone(look: _Look, take: Callable[[str, Sequence[Brought]], object]) -> list[Named]:
        """Hand out the files that are still there, and return what has none any more."""
        seen = dict[str, bool]()
        gone = list[Named]()
        for thing, files in look.came:
            standing = _standing(files, seen)
            if standing:
                take(thing.id, standing)
            else:
                gone.append(thing)
        return gone

    def _looked(self, things: Sequence[Named]) -> _Look:
        version, last = self._store.version(), self._last
        if last is not None and last.things is things and last.version == version:
            return last
        look = _Look(things, version)
        self._sort(look, self._store.brought())
        self._last = look if len(things) <= _MOST_KEPT else None
        return look

    def _sort(self, look: _Look, brought: Iterable[Brought]) -> None:
        """Find what jobs have brought for each thing."""
        by_item: dict[str, list[Brought]] = {}
        by_address: dict[str, list[Brought]] = {}
        for one in brought:
            if one.item:
                by_item.setdefault(one.item, []).append(one)
            if one.address:
                by_address.setdefault(one.address, []).append(one)
        for thing in look.things:
            own = by_item.get(thing.id)
            if own is None and by_address and thing.address:
                own = by_address.get(self._named(thing))
            if own is None:
                look.without(thing)
            else:
                look.came.append((thing, own))

    def _others(self, look: _Look, gone: Iterable[Named]) -> Iterator[tuple[str, Path, int]]:
        """Find what came without a job: by its address, or as a file of a lake."""
        keys = self._keys()
        missing = _Look((), None)
        for thing in gone:
            missing.without(thing)
        for each in (look, missing):
            named = self._by_key(each) if keys else {}
            known = [thing for key in named.keys() & keys for thing in named[key]]
            for thing in (*each.lake, *known):
                path = self._bringer.here(Piece(wanted=self._wanted(thing), way="other"))
                if path is not None:
                    yield thing.id, path, path.stat().st_size

    def _by_key(self, look: _Look) -> dict[str, list[Named]]:
        """Name what has an address by what the engine knows it by, once for each look."""
        if look.keys is None:
            keys: dict[str, list[Named]] = {}
            for thing in look.rest:
                keys.setdefault(key_of(self._wanted(thing)), []).append(thing)
            look.keys = keys
        return look.keys

    def _wanted(self, thing: Named) -> Wanted:
        wanted = Wanted(url=thing.address, size=thing.size)
        return steady(wanted, moves=self._moves(thing.archive))

    def _named(self, thing: Named) -> str:
        if not self._moves(thing.archive):
            return thing.address
        return steady(Wanted(url=thing.address), moves=True).naming


def _standing(files: Sequence[Brought], seen: dict[str, bool]) -> Sequence[Brought]:
    """Return those that are still there; of files of one name, which came several times, one."""
    if len(files) == 1:
        return files if _stands(files[0], seen) else ()
    named = {one.path.rpartition("/")[2]: one for one in files if _stands(one, seen)}
    return list(named.values())


def _stands(one: Brought, seen: dict[str, bool]) -> bool:
    if one.path not in seen:
        try:
            seen[one.path] = os.stat(one.path).st_size == one.size  # noqa: PTH116  (of very many)
        except OSError:
            seen[one.path] = False
    return seen[one.path]
