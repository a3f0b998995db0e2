"""The rows of RegTAP's tables for the resources of the sandbox."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from ..adql.tables import Table
from ..adql.values import arrow_type
from .records import Resource
from .regtap_tables import TABLES
from .surveys import LIGHT_SPEED

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Registry"]

_Row = dict[str, object]
_DATE = "2026-11-26T00:00:00"
_PLANCK = 6.62607015e-34


class Registry:
    """The tables of the registry.

    Parameters
    ----------
    make
        Makes the resources, when they are first asked for.
    """

    def __init__(self, make: Callable[[], list[Resource]]) -> None:
        self._resources = cache(make)

    def tables(self) -> "Iterator[tuple[Table, Callable[[], pa.Table]]]":
        """Give each table with what makes its rows."""
        for name, table in TABLES.items():
            yield table, self._maker(table, _ROWS.get(name, _none))

    def _maker(
        self, table: Table, rows: Callable[[Resource], Iterator[_Row]]
    ) -> "Callable[[], pa.Table]":
        def make() -> "pa.Table":
            import pyarrow as pa

            fields = [pa.field(column.name, arrow_type(column)) for column in table.columns]
            content = [
                {"ivoid": resource.id, **row}
                for resource in self._resources()
                for row in rows(resource)
            ]
            return pa.Table.from_pylist(content, schema=pa.schema(fields))

        return make


def _none(resource: Resource) -> Iterator[_Row]:
    del resource
    return iter(())


def _resource(resource: Resource) -> Iterator[_Row]:
    yield {
        "res_type": resource.kind,
        "created": _DATE,
        "short_name": resource.short_name,
        "res_title": resource.title,
        "updated": _DATE,
        "content_level": "research#amateur",
        "res_description": resource.description,
        "reference_url": resource.reference or None,
        "creator_seq": resource.creator,
        "content_type": resource.content,
        "waveband": "#".join(resource.wavebands),
        "rights": resource.rights,
    }


def _roles(resource: Resource) -> Iterator[_Row]:
    yield {"role_name": resource.creator, "base_role": "creator"}
    yield {"role_name": "Sandbox of esap-jupyter", "base_role": "publisher"}
    yield {
        "role_name": "Whoever started the sandbox",
        "base_role": "contact",
        "email": "nobody@example.org",
    }


def _capabilities(resource: Resource) -> Iterator[_Row]:
    for index, capability in enumerate(resource.capabilities, 1):
        yield {
            "cap_index": index,
            "cap_type": capability.kind or None,
            "standard_id": capability.standard,
        }


def _interfaces(resource: Resource) -> Iterator[_Row]:
    for index, capability in enumerate(resource.capabilities, 1):
        yield {
            "cap_index": index,
            "intf_index": 1,
            "intf_type": "vs:paramhttp",
            "intf_role": "std",
            "std_version": capability.version,
            "query_type": "get",
            "url_use": capability.use,
            "access_url": capability.url,
            "authenticated_only": 0,
        }


def _schemas(resource: Resource) -> Iterator[_Row]:
    for index, name in enumerate(dict.fromkeys(table.schema for table in resource.tables), 1):
        yield {"schema_index": index, "schema_name": name}


def _tables(resource: Resource) -> Iterator[_Row]:
    schemas = list(dict.fromkeys(table.schema for table in resource.tables))
    for index, table in enumerate(resource.tables, 1):
        yield {
            "schema_index": schemas.index(table.schema) + 1,
            "table_description": table.description,
            "table_name": table.full_name,
            "table_index": index,
            "table_type": "table",
            "table_utype": table.utype,
        }


def _columns(resource: Resource) -> Iterator[_Row]:
    for index, table in enumerate(resource.tables, 1):
        for column in table.columns:
            yield {
                "table_index": index,
                "name": column.name,
                "ucd": column.ucd,
                "unit": column.unit,
                "utype": column.utype,
                "std": int(table.standard),
                "datatype": column.datatype,
                "extended_type": column.xtype,
                "arraysize": column.arraysize,
                "type_system": "vs:votabletype",
                "flag": "indexed" if column.name in table.indexed else None,
                "column_description": column.description,
            }


def _details(resource: Resource) -> Iterator[_Row]:
    for index, capability in enumerate(resource.capabilities, 1):
        for path, value in capability.details:
            yield {"cap_index": index, "detail_xpath": path, "detail_value": value}


def _subjects(resource: Resource) -> Iterator[_Row]:
    for subject in resource.subjects:
        yield {"res_subject": subject}


def _relationships(resource: Resource) -> Iterator[_Row]:
    for other in resource.serviced_by:
        yield {"relationship_type": "isservicedby", "related_id": other, "related_name": other}


def _dates(resource: Resource) -> Iterator[_Row]:
    del resource
    yield {"date_value": _DATE, "value_role": "created"}


def _spatial(resource: Resource) -> Iterator[_Row]:
    if resource.coverage:
        yield {"coverage": resource.coverage, "ref_system_name": None}


def _temporal(resource: Resource) -> Iterator[_Row]:
    if resource.times:
        yield {"time_start": resource.times[0], "time_end": resource.times[1]}


def _spectral(resource: Resource) -> Iterator[_Row]:
    if resource.wavelengths:
        low, high = resource.wavelengths
        yield {
            "spectral_start": _PLANCK * LIGHT_SPEED / high,
            "spectral_end": _PLANCK * LIGHT_SPEED / low,
        }


_ROWS: Mapping[str, Callable[[Resource], Iterator[_Row]]] = {
    "resource": _resource,
    "res_role": _roles,
    "res_subject": _subjects,
    "capability": _capabilities,
    "interface": _interfaces,
    "res_schema": _schemas,
    "res_table": _tables,
    "table_column": _columns,
    "relationship": _relationships,
    "res_date": _dates,
    "res_detail": _details,
    "stc_spatial": _spatial,
    "stc_temporal": _temporal,
    "stc_spectral": _spectral,
}
