"""What is on this machine of very many things: told from lists, with one look at each file."""

import functools
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from ..urls import is_in_lake
from .jobs.bringing import Bringer
from .jobs.store import Brought, JobStore
from .pieces import Piece
from .wanted import Moves, Wanted, key_of, steady

__all__ = ["Presence", "Thing"]


class Thing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that may be here, by its key and the address of its bytes.

    ``archive`` is the one that the address is of, ``size`` its bytes where they are known.
    """

    key: str
    address: str
    archive: str = ""
    size: int | None = None


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

    def paths(self, things: Sequence[Thing]) -> dict[str, Path]:
        """Return where things are, by their keys; of one of several files, one of them."""
        found, rest = self._recorded(things, self._brought(things))
        paths = {key: next(iter(several)) for key, several in found.items()}
        return paths | {key: path for key, path, _ in self._others(rest)}

    def sizes(self, things: Sequence[Thing]) -> dict[str, int]:
        """Return the bytes of those things that are here, by their keys."""
        found, rest = self._recorded(things, self._store.brought())
        sizes = {key: sum(several.values()) for key, several in found.items()}
        return sizes | {key: size for key, _, size in self._others(rest)}

    def _brought(self, things: Sequence[Thing]) -> list[Brought]:
        came = self._store.brought(items=[thing.key for thing in things])
        addresses = [self._named(thing) for thing in things if thing.address]
        return [*came, *self._store.brought(addresses=addresses)]

    def _recorded(
        self, things: Iterable[Thing], brought: Iterable[Brought]
    ) -> tuple[dict[str, dict[Path, int]], list[Thing]]:
        """Find what jobs have brought: the files of each thing, and the things without any."""
        by_item: dict[str, list[Brought]] = {}
        by_address: dict[str, list[Brought]] = {}
        for one in brought:
            if one.item:
                by_item.setdefault(one.item, []).append(one)
            if one.address:
                by_address.setdefault(one.address, []).append(one)
        seen: dict[str, bool] = {}
        found, rest = dict[str, dict[Path, int]](), list[Thing]()
        for thing in things:
            own = by_item.get(thing.key, [])
            if by_address and thing.address:
                own = own or by_address.get(self._named(thing), [])
            files = _by_path(own, seen) if own else None
            if files:
                found[thing.key] = files
            elif thing.address:
                rest.append(thing)
        return found, rest

    def _others(self, things: Iterable[Thing]) -> Iterable[tuple[str, Path, int]]:
        """Find what came without a job: by its address, or as a file of a lake."""
        keys = self._keys()
        for thing in things:
            in_lake = is_in_lake(thing.address)
            if not keys and not in_lake:
                continue
            wanted = Wanted(url=thing.address, size=thing.size)
            wanted = steady(wanted, moves=self._moves(thing.archive))
            if not in_lake and key_of(wanted) not in keys:
                continue
            path = self._bringer.here(Piece(wanted=wanted, way="other"))
            if path is not None:
                yield thing.key, path, path.stat().st_size

    def _named(self, thing: Thing) -> str:
        if not self._moves(thing.archive):
            return thing.address
        return steady(Wanted(url=thing.address), moves=True).naming


def _by_path(files: Iterable[Brought], seen: dict[str, bool]) -> dict[Path, int]:
    """Return those that are still there; of files of one name, which came several times, one."""
    named = {one.path.rpartition("/")[2]: one for one in files if _stands(one, seen)}
    return {Path(one.path): one.size for one in named.values()}


def _stands(one: Brought, seen: dict[str, bool]) -> bool:
    if one.path not in seen:
        try:
            seen[one.path] = os.stat(one.path).st_size == one.size  # noqa: PTH116  (of very many)
        except OSError:
            seen[one.path] = False
    return seen[one.path]
