"""The archives that stand in no catalogue's file: those of sources, and those that people add."""

import re
import threading

from ..catalogue import ArchiveEntry, Catalogue, OwnArchives, Sources
from ..catalogue.tables import ID
from ..errors import BadRequestError, ConflictError, EsapError, NotAvailableError, NotFoundError
from ..models.catalogue import ArchiveSource, NewArchive, Settings
from ..net import AddressGuard
from ..urls import PORTS, origin
from .board import ArchiveBoard
from .door import connector_class

__all__ = ["Additions"]

_STRANGE = re.compile(r"[^a-z0-9]+")
_MOST = 500
_LONGEST = 2000
_SLUG = 40
_NOT_ADDED = frozenset({"local"})


class Additions:
    """Keeps the board's archives as sources and the person's own file have them.

    Parameters
    ----------
    catalogue
        What the operator's files say.
    board
        The archives.
    sources
        Where more are described.
    own
        What the person added.
    guard
        Says which addresses may be reached.
    """

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        board: ArchiveBoard,
        sources: Sources,
        own: OwnArchives,
        guard: AddressGuard,
    ) -> None:
        self._catalogue = catalogue
        self._board = board
        self._sources = sources
        self._own = own
        self._guard = guard
        self._lock = threading.Lock()
        self._seen: object = None
        self._problems: list[str] = []

    def sync(self) -> None:
        """Take over what another server or kernel of the person has changed since."""
        with self._lock:
            seen = (self._own.stamp(), self._sources.stamp())
            if seen == self._seen:
                return
            self._problems = []
            self._board.replace([*self._of_sources(), *self._of_mine()])
            self._seen = seen

    def settings(self) -> Settings:
        """Say what the operator offers, and what is wrong with the person's own file."""
        self.sync()
        features = self._catalogue.features
        return Settings(
            adql=features.adql,
            add=features.add,
            registry=features.registry,
            local=features.local,
            problems=tuple(self._problems),
        )

    def sources(self) -> list[ArchiveSource]:
        """List the sources; none is contacted."""
        return self._sources.list()

    def read(self, source_id: str) -> ArchiveSource:
        """Ask a source; its state tells what came of it.

        Raises
        ------
        NotFoundError
            There is no such source.
        """
        source = self._sources.read(source_id)
        self.sync()
        return source

    def add(self, new: NewArchive) -> ArchiveEntry:
        """Add a service to the person's own archives.

        Raises
        ------
        BadRequestError
            Something in it makes no sense.
        ConflictError
            It is there already.
        NotAvailableError
            The operator does not offer it, or this installation cannot ask such services.
        ForbiddenAddressError
            Its address is not public, and no catalogue names it.
        """
        if not self._catalogue.features.add:
            raise NotAvailableError(
                "Adding archives is switched off here.",
                remedy="Ask the operator, who can add it for everybody.",
            )
        entry = self._checked(new)
        connector_class(entry)
        with self._lock:
            if len(self._own.list()) >= _MOST:
                raise BadRequestError(
                    f"You have {_MOST} archives already.", remedy="Remove some first."
                )
            added = self._own.add(entry)
        self.sync()
        return added

    def remove(self, archive_id: str) -> None:
        """Take one of the person's own archives away.

        Raises
        ------
        NotFoundError
            There is no such archive, or it is not the person's own.
        """
        if archive_id not in self._own.list():
            self._board.get(archive_id)
            raise NotFoundError(
                f"{archive_id!r} is not one of the archives that you added.",
                remedy="Archives of a catalogue are taken away in its file.",
            )
        with self._lock:
            self._own.remove(archive_id)
        self.sync()

    def _of_sources(self) -> list[ArchiveEntry]:
        features = self._catalogue.features
        return [
            entry
            for entry in self._sources.archives()
            if features.registry or entry.kind != "registry"
        ]

    def _of_mine(self) -> list[ArchiveEntry]:
        try:
            mine = self._own.list()
        except EsapError as error:
            self._problems.append(str(error))
            return []
        taken = self._catalogue.archives.keys()
        for archive_id in mine.keys() & taken:
            self._problems.append(
                f"Your archive {archive_id!r} is left out, as the catalogue has one of that id."
            )
        return [entry for key, entry in mine.items() if key not in taken and not entry.hidden]

    def _checked(self, new: NewArchive) -> ArchiveEntry:
        name = " ".join(new.name.split())
        if not name:
            raise BadRequestError("The archive has no name.", remedy="Give it one.")
        if any(len(text) > _LONGEST for text in (name, new.url, new.description)):
            raise BadRequestError("A text of the archive is too long.", remedy="Shorten it.")
        if new.kind in _NOT_ADDED:
            raise BadRequestError(
                f"An archive of the kind {new.kind!r} cannot be added.", remedy="Choose another."
            )
        self._check_address(new.url)
        # The sandbox has another port each time that it starts.
        url = self._board.lasting(new.url)
        self._check_new(new, url)
        return ArchiveEntry(
            id=new.id or self._free_id(name),
            name=name,
            kind=new.kind,
            url=url,
            description=new.description,
            homepage=new.homepage if new.homepage and origin(new.homepage) else None,
            collection=new.collection,
            ivoid=new.ivoid,
        )

    def _check_address(self, url: str) -> None:
        named = origin(url)
        if named is None:
            raise BadRequestError(
                f"{url[:200]!r} is not an http or https address.", remedy="Correct the address."
            )
        if "@" in url.partition("://")[2].partition("/")[0]:
            raise BadRequestError(
                "The address holds a name or a password, which would be told to others.",
                remedy="Leave that out.",
            )
        self._guard.check_name(named[1], named[2] or PORTS[named[0]])

    def _check_new(self, new: NewArchive, lasting: str) -> None:
        if new.id and not ID.fullmatch(new.id):
            raise BadRequestError(
                f"{new.id!r} is not an id.",
                remedy="Use lower-case letters, digits, _ . and -, at most 64.",
            )
        urls = {new.url.rstrip("/"), lasting.rstrip("/")}
        for each in self._board.list():
            if each.id == new.id:
                raise ConflictError(
                    f"There is an archive {new.id!r} already.", remedy="Choose another id."
                )
            if each.kind == new.kind and each.url and each.url.rstrip("/") in urls:
                raise ConflictError(
                    f"It is among the archives already, as {each.name}.", remedy="Search that one."
                )

    def _free_id(self, name: str) -> str:
        stem = _STRANGE.sub("_", name.lower()).strip("_")[:_SLUG].strip("_") or "archive"
        taken = {each.id for each in self._board.list()}
        number = 1
        while (found := stem if number == 1 else f"{stem}_{number}") in taken:
            number += 1
        return found
