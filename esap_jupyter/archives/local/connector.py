"""The archive of one's own results: ADQL over what was stored, computed on this machine."""

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ...errors import BadRequestError, NotAvailableError
from ...models import Collection
from ...net import Progress
from ...results.store import ResultStore
from ..base import MOST_COLLECTIONS, Connector, Query, Question
from ..vo.tap.adql import select
from .answer import answer
from .tables import SCHEMA, collection

__all__ = ["LocalConnector"]

_NEEDED = ("duckdb", "sqlglot")


class LocalConnector(Connector):
    """Searches stored results; its address is that of ESAP's folder."""

    takes = frozenset({"target", "targets", "adql", "uploads"})

    @property
    def home(self) -> Path:
        """The folder with the stored results."""
        return Path(url2pathname(urlsplit(self.url).path))

    def check(self) -> None:
        """See that what computes is installed."""
        missing = [name for name in _NEEDED if find_spec(name) is None]
        if missing:
            raise NotAvailableError(
                f"{self.entry.name} cannot be searched: {' and '.join(missing)} "
                f"{'is' if len(missing) == 1 else 'are'} not installed in this environment.",
                remedy="Install them with pip install 'esap-jupyter[sandbox]'.",
            )

    def collections(self) -> list[Collection]:
        """List the stored results, the newest first."""
        stored = ResultStore(home=self.home).list()
        return [collection(result) for result in stored[:MOST_COLLECTIONS]]

    def queries(self, question: Question) -> Sequence[Query]:
        """Write the query for one stored result, or take what is given."""
        self.check()
        if question.adql:
            return [self._query(question, question.adql, None)]
        chosen = self._chosen(question.collection)
        notes = question.unused(())
        return [self._query(question, select(chosen, question), chosen.id, notes)]

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Compute the answer in a worker and write it as a VOTable."""
        del progress
        self.compute.run(
            answer,
            self.home,
            query.text,
            dict(query.uploads),
            destination,
            maxrec=query.maxrec,
            cancel=cancel,
            progress=_still_wanted,
            lane="decode",
        )

    def _query(
        self,
        question: Question,
        adql: str,
        collection_id: str | None,
        notes: tuple[str, ...] = (),
    ) -> Query:
        return Query(
            url=self.url,
            params={},
            protocol="ADQL",
            language="ADQL",
            text=adql,
            maxrec=question.maxrec,
            collection=collection_id,
            uploads=question.uploads,
            notes=notes,
        )

    def _chosen(self, wanted: str | None) -> Collection:
        known = self.collections()
        if wanted is None:
            found = next((each for each in known if each.ra), None)
        else:
            names = {wanted.lower(), f"{SCHEMA}.{wanted}".lower()}
            found = next(
                (each for each in known if names & {each.id.lower(), each.title.lower()}), None
            )
        if found is None:
            raise BadRequestError(
                f"There is no result {wanted!r}."
                if wanted
                else "No stored result has positions, so that none can be searched by target.",
                remedy="Choose one of your results, or ask in ADQL.",
            )
        if not found.ra:
            raise BadRequestError(
                f"The result {found.title!r} has no columns of a position in degrees.",
                remedy="Choose another one, or ask in ADQL.",
            )
        return found


def _still_wanted(_: int) -> None:
    """Have a cancelled query noticed while it computes."""
