"""Links documents and a service on data, as a test wants them."""

from collections.abc import Callable, Sequence
from html import escape

from tests.support.servers import Asked, Reply

__all__ = ["FITS", "PNG", "archive_of", "links_document", "obscore", "soda"]

FITS = b"SIMPLE  =                    T" + b" " * 2850
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
_COLUMNS = [
    "ID",
    "access_url",
    "service_def",
    "error_message",
    "semantics",
    "description",
    "content_type",
    "content_length",
]
_TEXT = 'datatype="char" arraysize="*"'
_OBSCORE = [
    "obs_publisher_did",
    "target_name",
    "access_url",
    "access_format",
    "s_ra",
    "s_dec",
    "s_region",
]


def links_document(rows: Sequence[dict[str, str]], *services: str) -> bytes:
    """Return a links document with these rows."""
    fields = "".join(
        f'<FIELD ID="{name}" name="{name}" datatype="char" arraysize="*"/>'
        for name in _COLUMNS[:-1]
    )
    fields += '<FIELD name="content_length" datatype="long"/>'
    cells = "".join(
        "<TR>" + "".join(f"<TD>{escape(row.get(name, ''))}</TD>" for name in _COLUMNS) + "</TR>"
        for row in rows
    )
    return (
        f'<VOTABLE version="1.4"><RESOURCE type="results"><TABLE>{fields}<DATA><TABLEDATA>{cells}'
        f"</TABLEDATA></DATA></TABLE></RESOURCE>{''.join(services)}</VOTABLE>"
    ).encode()


def soda(url: str, *, key: str = "soda", standard: str = "SODA#sync-1.0") -> str:
    """Return the descriptor of a service that cuts circles."""
    return (
        f'<RESOURCE type="meta" utype="adhoc:service" ID="{key}">'
        f'<PARAM name="standardID" datatype="char" arraysize="*" value="ivo://ivoa.net/std/{standard}"/>'
        f'<PARAM name="accessURL" datatype="char" arraysize="*" value="{url}"/>'
        '<GROUP name="inputParams"><PARAM name="ID" datatype="char" arraysize="*" ref="ID" value=""/>'
        '<PARAM name="CIRCLE" datatype="double" arraysize="3" xtype="circle" unit="deg" value="">'
        '<VALUES><MAX value="10 41 1"/></VALUES></PARAM></GROUP></RESOURCE>'
    )


def obscore(rows: Sequence[dict[str, str]], *services: str) -> bytes:
    """Return an answer with some of ObsCore's columns and these rows."""
    kinds = {"s_ra": 'datatype="double" unit="deg" ucd="pos.eq.ra"'}
    kinds["s_dec"] = kinds["s_ra"].replace("ra", "dec")
    names = list(dict.fromkeys([*_OBSCORE, *(name for row in rows for name in row)]))
    fields = "".join(
        f'<FIELD ID="{name}" name="{name}" {kinds.get(name, _TEXT)}/>' for name in names
    )
    cells = "".join(
        "<TR>" + "".join(f"<TD>{escape(row.get(name, ''))}</TD>" for name in names) + "</TR>"
        for row in rows
    )
    return (
        f'<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>'
        f"<TABLE>{fields}<DATA><TABLEDATA>{cells}</TABLEDATA></DATA></TABLE></RESOURCE>"
        f"{''.join(services)}</VOTABLE>"
    ).encode()


def archive_of(
    tap: Callable[[Asked], Reply], pages: dict[str, Callable[[Asked], Reply]]
) -> Callable[[Asked], Reply]:
    """Return what answers as a TAP service below ``/tap/`` and with pages elsewhere."""

    def reply(asked: Asked) -> Reply:
        if asked.path.startswith("/tap/"):
            return tap(asked)
        page = pages.get(asked.path)
        return page(asked) if page else Reply(b"nothing here", status=404, media="text/plain")

    return reply
