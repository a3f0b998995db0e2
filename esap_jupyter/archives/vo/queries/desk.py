"""Where queries are written: what each service tells of its tables, and all that is made of it."""

import threading
from collections.abc import Callable
from weakref import WeakKeyDictionary

import msgspec

from ....compute import Compute
from ....errors import EsapError, NotAvailableError
from ....models import Target
from ....models.adql import (
    ColumnValues,
    DraftRequest,
    Example,
    ForeignKey,
    QueryCheck,
    QueryDraft,
    ServiceSchema,
    TableDetails,
)
from ...base import Connector
from ...local.connector import LocalConnector
from ...local.metadata import LocalMetadata
from .advice import check_query
from .examples import Page, builtin_examples, pack_examples
from .metadata import ServiceMetadata
from .writing import write_query

__all__ = ["QueryDesk"]

_PAGES = 5


class QueryDesk:
    """Helps to write ADQL for the archives that take it.

    Parameters
    ----------
    connector
        Gives the connector of an archive.
    resolve
        Finds a target.
    compute
        Where queries and documents are read.
    """

    def __init__(
        self,
        *,
        connector: Callable[[str], Connector],
        resolve: Callable[[str], Target],
        compute: Compute,
    ) -> None:
        self._connector = connector
        self._resolve = resolve
        self._compute = compute
        self._lock = threading.Lock()
        self._services: WeakKeyDictionary[Connector, ServiceMetadata] = WeakKeyDictionary()
        self._examples: WeakKeyDictionary[ServiceMetadata, list[Example]] = WeakKeyDictionary()

    def schema(self, archive: str, *, again: bool = False) -> ServiceSchema:
        """List the tables of an archive; ``again`` reads what was known already.

        Raises
        ------
        EsapError
            The archive takes no ADQL, or cannot be asked.
        """
        service = self._service(archive)
        if again:
            service.forget()
            self._examples.pop(service, None)
        return service.schema()

    def table(self, archive: str, name: str) -> TableDetails:
        """Describe a table."""
        return self._service(archive).table(name)

    def keys(self, archive: str, name: str) -> list[ForeignKey]:
        """List what a table can be joined with."""
        return self._service(archive).keys(name)

    def values(self, archive: str, table: str, column: str) -> ColumnValues:
        """List what stands in a column."""
        return self._service(archive).values(table, column)

    def examples(self, archive: str, table: str) -> list[Example]:
        """Write examples about a table (or none), and fetch those of the service once."""
        service = self._service(archive)
        schema = service.schema()
        details = None
        if table:
            details = service.table(table)
        published = self._examples.get(service)
        if published is None:
            published = self._examples[service] = _published(service)
        return [*builtin_examples(schema, details), *published]

    def check(self, archive: str, adql: str) -> QueryCheck:
        """Check a query; no archive is contacted."""
        return check_query(adql, self._known(archive), self._compute)

    def write(self, draft: DraftRequest) -> QueryDraft:
        """Write the query of constraints."""
        table = self.table(draft.archive, draft.table)
        target = self._resolve(draft.target) if draft.target.strip() else None
        return write_query(draft, table, target)

    def _service(self, archive: str) -> ServiceMetadata:
        connector = self._connector(archive)
        if "adql" not in connector.takes:
            raise NotAvailableError(
                f"{connector.entry.name} does not tell of its tables as TAP services do.",
                remedy="Choose an archive that is a TAP service.",
            )
        with self._lock:
            known = self._services.get(connector)
            if known is None:
                known = self._services[connector] = self._metadata(archive, connector)
            return known

    def _metadata(self, archive: str, connector: Connector) -> ServiceMetadata:
        if isinstance(connector, LocalConnector):
            return LocalMetadata(
                archive=archive,
                name=connector.entry.name,
                home=connector.home,
                http=connector.http,
                compute=self._compute,
            )
        return ServiceMetadata(
            archive=archive,
            name=connector.entry.name,
            url=connector.url,
            http=connector.http,
            compute=self._compute,
        )

    def _known(self, archive: str) -> ServiceMetadata | None:
        # An archive whose tables cannot be read leaves the query to the parser.
        with self._lock:
            services = list(self._services.items())
        return next((one for connector, one in services if connector.entry.id == archive), None)


def _published(service: ServiceMetadata) -> list[Example]:
    """Return the examples of the service; that it has none is no error (DALI 1.1, section 2.3)."""
    found: list[Example] = []
    try:
        first = service.language().examples or f"{service.url}/examples"
        waiting, seen = [first], {first}
        while waiting and len(seen) <= _PAGES:
            url = waiting.pop(0)
            packed = service.read(pack_examples, service.document(url), url=url)
            page = msgspec.msgpack.decode(packed, type=Page)
            found += page.examples
            fresh = [each for each in page.more if each not in seen]
            seen.update(fresh)
            waiting += fresh
    except EsapError:
        return found
    return found
