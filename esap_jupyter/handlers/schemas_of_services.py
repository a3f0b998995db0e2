"""What services tell of their tables, for those who write queries."""

import msgspec

from ..models.adql import ColumnValues, Example, ForeignKey, ServiceSchema, TableDetails
from .base import EsapHandler
from .operation import operation

__all__ = [
    "ColumnValuesHandler",
    "ExamplesHandler",
    "ForeignKeysHandler",
    "ServiceSchemaHandler",
    "TableHandler",
]


class SchemaQuery(msgspec.Struct, kw_only=True):
    """Whether to read again what is known."""

    again: bool = False


class ColumnQuery(msgspec.Struct, kw_only=True):
    """Which column."""

    column: str


class ExamplesQuery(msgspec.Struct, kw_only=True):
    """Which table the examples are about."""

    table: str = ""


class ServiceSchemaHandler(EsapHandler):
    """The tables of a service."""

    path = "archives/{archive}/schema"

    @operation("List the tables of an archive", answer=ServiceSchema, query=SchemaQuery)
    async def get(self, archive: str, query: SchemaQuery) -> ServiceSchema:
        """List the tables without their columns; one request to the archive, the first time."""
        return await self.run(
            lambda esap: esap.desk.schema(archive, again=query.again), online=True
        )


class TableHandler(EsapHandler):
    """One table."""

    path = "archives/{archive}/schema/{table}"

    @operation("Describe a table of an archive", answer=TableDetails)
    async def get(self, archive: str, table: str) -> TableDetails:
        """Describe columns and keys; one request to the archive, the first time."""
        return await self.run(lambda esap: esap.desk.table(archive, table), online=True)


class ForeignKeysHandler(EsapHandler):
    """What a table can be joined with."""

    path = "archives/{archive}/schema/{table}/keys"

    @operation("List the foreign keys of a table", answer=list[ForeignKey])
    async def get(self, archive: str, table: str) -> list[ForeignKey]:
        """List foreign keys from and to a table."""
        return await self.run(lambda esap: esap.desk.keys(archive, table), online=True)


class ColumnValuesHandler(EsapHandler):
    """What stands in a column."""

    path = "archives/{archive}/schema/{table}/values"

    @operation("List the values of a column", answer=ColumnValues, query=ColumnQuery)
    async def get(self, archive: str, table: str, query: ColumnQuery) -> ColumnValues:
        """List at most 200 different values, read from the archive."""
        return await self.run(
            lambda esap: esap.desk.values(archive, table, query.column), online=True
        )


class ExamplesHandler(EsapHandler):
    """Queries to begin with."""

    path = "archives/{archive}/examples"

    @operation("List example queries", answer=list[Example], query=ExamplesQuery)
    async def get(self, archive: str, query: ExamplesQuery) -> list[Example]:
        """List examples about a table, and those that the archive publishes."""
        return await self.run(lambda esap: esap.desk.examples(archive, query.table), online=True)
