"""A data lake as Python sees it."""

import itertools
import math
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import models
from ..errors import BadRequestError
from ..lake.connection import LakeConnection
from ..lake.dids import SCHEME, DidName, LakeAddress
from ..models import Did, LakeAccount, Replica, Rse, Rule, RulePreview, RuleRequest
from .lake_lists import DidList, FileList, RuleList
from .lake_question import did_question

if TYPE_CHECKING:
    from .result import Result

__all__ = ["DataLake"]

_MOST = 100_000
Filters = Mapping[str, Any] | Iterable[Mapping[str, Any]]


class DataLake:
    """A Rucio instance, in Rucio's words.

    A DID is given as ``scope:name``, as ``rucio://lake/scope:name``, or as anything that was
    listed here.

    Parameters
    ----------
    connection
        Speaks to it.
    """

    def __init__(self, connection: LakeConnection) -> None:
        self._lake = connection

    @property
    def id(self) -> str:
        """Its id."""
        return self._lake.entry.id

    @property
    def connection(self) -> LakeConnection:
        """All that can be asked of it, by parts."""
        return self._lake

    def account(self) -> LakeAccount:
        """Say who you are there, and how much room you have."""
        return self._lake.accounts.look()

    def scopes(self) -> list[str]:
        """List the scopes, your own first."""
        return [scope.name for scope in self._lake.accounts.scopes()]

    def rses(self, expression: str = "") -> list[Rse]:
        """List the storage elements, or those of an expression such as ``site=lab|DAV1``."""
        return self._lake.storage.rses(expression)

    def keys(self) -> list[str]:
        """List keys of metadata that DIDs can be searched by."""
        return self._lake.collections.metadata_keys()

    def dids(
        self,
        pattern: str,
        type: str = "all",  # noqa: A002  (what Rucio calls it)
        *,
        recursive: bool = False,
        limit: int | None = _MOST,
        any_of: Iterable[Mapping[str, Any]] = (),
        **filters: Any,
    ) -> DidList:
        """List DIDs.

        Parameters
        ----------
        pattern
            ``scope:name``, where the name may have ``*`` for any text; a scope alone is all of it.
        type
            ``all``, ``collection``, ``container``, ``dataset`` or ``file``.
        recursive
            Whether what is in the collections that are found is listed too.
        limit
            The most that are wanted; ``more`` of the list says whether there are others. None for
            all.
        any_of
            Alternatives: for each a dictionary of conditions as in ``filters``.
        filters
            Conditions on metadata: ``instrument="KM3"``, ``run__gt=40``. After two underscores
            come ``ne``, ``lt``, ``lte``, ``gt``, ``gte`` or ``like``; a ``*`` is any text.

        Raises
        ------
        BadRequestError
            Something in it makes no sense, or cannot be asked of Rucio.
        NotFoundError
            There is no such scope.
        """
        rows: list[Did] = []
        wanted = None if limit is None else limit + 1
        found = self.iter_dids(pattern, type, recursive=recursive, any_of=any_of, **filters)
        with closing(found) as dids:
            rows += itertools.islice(dids, wanted)
        return DidList(rows[:limit], more=limit is not None and len(rows) > limit)

    def iter_dids(
        self,
        pattern: str,
        type: str = "all",  # noqa: A002  (what Rucio calls it)
        *,
        recursive: bool = False,
        any_of: Iterable[Mapping[str, Any]] = (),
        **filters: Any,
    ) -> Generator[Did]:
        """Give DIDs as they come; otherwise like `dids`."""
        question = did_question(pattern, type, recursive=recursive, any_of=any_of, filters=filters)
        return self._lake.listings.iterate(question)

    def did(self, did: Any) -> Did:
        """Return a DID, with size and number of files of all that it holds."""
        return self._lake.collections.did(self._name(did))

    def metadata(self, did: Any) -> dict[str, str]:
        """Return the metadata of a DID, as text by key; those of its own have precedence."""
        details = self._lake.collections.details(self._name(did))
        return {**details.metadata, **details.own_metadata}

    def content(self, did: Any) -> DidList:
        """List what a dataset or container holds, one level down."""
        with closing(self._lake.collections.held(self._name(did))) as dids:
            return DidList(dids)

    def parents(self, did: Any) -> DidList:
        """List what holds a DID."""
        return DidList(self._lake.collections.details(self._name(did)).parents)

    def files(self, did: Any) -> FileList:
        """List the files of a DID, through all levels, as they are seen from here.

        ``path`` is where a file can be opened, if it can.
        """
        with closing(self._lake.replicas.seen(self._name(did))) as files:
            return FileList(files)

    def replicas(self, did: Any) -> list[Replica]:
        """List where each file of a DID is, through all levels, the best place first."""
        with closing(self._lake.replicas.each(self._name(did))) as replicas:
            return list(replicas)

    def download(
        self, did: Any, folder: Path | str | None = None, *, copy: bool = False
    ) -> list[Path]:
        """Bring all files of a DID to this machine, and return where they are.

        What is here and whole is not fetched again; see `esap_jupyter.stage`.

        Raises
        ------
        EsapError
            A file could not be had; the others were fetched before.
        """
        from .staging import bring

        into = None if folder is None else Path(folder).expanduser().absolute()
        return list(bring(self._lake, [self._name(did)], into, copy=copy).values())

    def upload(
        self,
        what: "Path | str | Result | Iterable[Path | str | Result]",
        scope: str,
        rse: str = "",
        *,
        dataset: str = "",
        lifetime: "float | timedelta | None" = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> DidList:
        """Store files, folders and results in the lake, and wait; interrupting it cancels.

        Nothing is registered that was not stored and read back whole. What is there already with
        the same bytes is left as it is.

        Parameters
        ----------
        what
            Files or folders; or results, which are stored as VOTables.
        scope
            Where the names belong.
        rse
            The storage element; the lake's own one by default.
        dataset
            A name in the scope: the files are put into it, and it is made where it is missing.
        lifetime
            Of the rule that keeps them, in seconds or a ``timedelta``; see `rule`.
        metadata
            Set for each new file, and for the dataset where it is new.

        Raises
        ------
        ConflictError
            The lake has another file of a name.
        QuotaError
            There is no room for it.
        EsapError
            Something could not be stored; the rest was.
        """
        from .staging import send

        kept = self._lake.entry.lifetime if lifetime is None else _seconds(lifetime)
        return DidList(
            send(
                self._lake,
                what,
                models.UploadRequest(
                    scope=scope,
                    rse=rse or self._lake.entry.rse,
                    dataset=dataset,
                    lifetime=kept,
                    metadata={key: str(value) for key, value in (metadata or {}).items()},
                ),
            )
        )

    def rule(
        self,
        did: Any,
        rse: str = "",
        lifetime: "float | timedelta | None" = None,
        copies: int = 1,
        comment: str = "",
    ) -> Rule:
        """Ask the lake to keep a DID somewhere.

        Parameters
        ----------
        did
            What to keep.
        rse
            A storage element, or an expression of several; the lake's own one by default.
        lifetime
            In seconds, or a ``timedelta``; by default as long as the catalogue says for the lake,
            and infinity for ever.
        copies
            How many.
        comment
            Why, for others.

        Raises
        ------
        QuotaError
            There is no room for it.
        ConflictError
            The rule is there already.
        """
        return self._lake.rules.add(self._wanted(did, rse, lifetime, copies, comment))

    def preview(
        self,
        did: Any,
        rse: str = "",
        lifetime: "float | timedelta | None" = None,
        copies: int = 1,
    ) -> RulePreview:
        """Say what a rule would take, and whether there is room; none is made. See `rule`."""
        return self._lake.previews.look(self._wanted(did, rse, lifetime, copies, ""))

    def rules(self, did: Any = None) -> RuleList:
        """List your own rules, or those that keep a DID."""
        rules = self._lake.rules
        return RuleList(rules.mine() if did is None else rules.of(self._name(did)))

    def look_at_rule(self, rule: "Rule | str") -> Rule:
        """Return one rule as it is now, with what the lake's examination of it found.

        Raises
        ------
        NotFoundError
            It has expired, or was removed.
        """
        return self._lake.rules.get(rule.id if isinstance(rule, Rule) else str(rule))

    def remove_rule(self, rule: "Rule | str") -> None:
        """Remove a rule.

        Raises
        ------
        AccessDeniedError
            The lake leaves that to its operators.
        """
        self._lake.rules.remove(rule.id if isinstance(rule, Rule) else str(rule))

    def __repr__(self) -> str:
        return f"<DataLake {self.id!r} at {self._lake.entry.url}>"

    def _wanted(
        self,
        did: Any,
        rse: str,
        lifetime: "float | timedelta | None",
        copies: int,
        comment: str,
    ) -> RuleRequest:
        entry, name = self._lake.entry, self._name(did)
        return RuleRequest(
            scope=name.scope,
            name=name.name,
            rse_expression=rse or entry.rse,
            copies=copies,
            lifetime=entry.lifetime if lifetime is None else _seconds(lifetime),
            comment=comment,
        )

    def _name(self, did: Any) -> DidName:
        """Read whatever names a DID of this lake."""
        if isinstance(did, DidName):
            return did
        if isinstance(did, models.LakeFile | Replica | Rule):
            did = did.did
        if isinstance(did, Did):
            return DidName(did.scope, did.name)
        if isinstance(did, str) and did.startswith(SCHEME):
            return self._own(LakeAddress.parse(did))
        return DidName.parse(did)

    def _own(self, address: LakeAddress) -> DidName:
        entry = self._lake.entry
        if not address.is_in(entry.id, entry.url):
            raise BadRequestError(
                f"{address} is not in the lake {entry.id!r}.",
                remedy=f"Ask esap.lake({address.lake!r}).",
            )
        return address.did


def _seconds(lifetime: "float | timedelta") -> int | None:
    seconds = lifetime.total_seconds() if isinstance(lifetime, timedelta) else float(lifetime)
    return None if math.isinf(seconds) else round(seconds)
