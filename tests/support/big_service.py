"""A TAP service with very many tables, as VizieR has them, that counts what it is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from tests.support.servers import Asked, Reply, Server, serve
from tests.support.tap import CAPABILITIES, votable

__all__ = ["big_service", "catalogue_of"]

NAMESPACES = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"'


def _name(index: int) -> str:
    return f'"J/{index:04}/table"'


def _tableset(count: int) -> bytes:
    tables = "".join(
        f"<table><name>{_name(index)}</name><description>Photometry of the {index}th cluster of "
        f"galaxies, with redshifts and positions</description><nrows>{index}</nrows></table>"
        for index in range(count)
    )
    return f"<tableset {NAMESPACES}><schema><name>viz</name>{tables}</schema></tableset>".encode()


def _table(name: str) -> bytes:
    columns = "".join(
        f"<column><name>{column}</name><description>What {column} is</description><unit>deg</unit>"
        '<dataType xsi:type="vs:VOTableType">double</dataType></column>'
        for column in ("ra", "dec", '"e_(B-V)"', "size")
    )
    return f"<table {NAMESPACES}><name>{name}</name>{columns}</table>".encode()


@contextmanager
def big_service(count: int) -> Iterator[Server]:
    """Serve ``count`` tables below ``/tap``."""
    tableset = _tableset(count)

    def answer(asked: Asked) -> Reply:
        page = unquote(asked.path.removeprefix("/tap/"))
        if page == "capabilities":
            return Reply(CAPABILITIES, media="text/xml")
        if page == "tables":
            return Reply(tableset, media="text/xml")
        if page.startswith("tables/"):
            return Reply(_table(page.removeprefix("tables/")), media="text/xml")
        if page == "sync":
            return Reply(votable())
        return Reply(b"nothing here", status=404, media="text/plain")

    with serve(answer) as server:
        yield server


def catalogue_of(server: Server) -> str:
    """Return a catalogue with the service as the archive ``big``."""
    return f'[archives.big]\nname = "Big"\nkind = "tap"\nurl = "{server.url}/tap"\n'
