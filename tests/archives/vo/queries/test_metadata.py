"""Tables and columns of services, in as few requests as can be."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import pytest

from esap_jupyter.archives.vo.queries.metadata import ServiceMetadata
from esap_jupyter.compute import Compute, InlineCompute, Lane
from esap_jupyter.errors import BadAnswerError, EsapError, NotFoundError
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.servers import Asked, Reply, Server, serve
from tests.support.tap import CAPABILITIES

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
COLUMNS = """<column><name>id</name><description>Its number</description>
  <dataType xsi:type="vs:TAPType">BIGINT</dataType><flag>indexed</flag><flag>principal</flag></column>
  <column><name>"2MASS"</name><dataType xsi:type="vs:VOTableType" arraysize="*">char</dataType></column>
  <column><name>size</name><unit>arcmin</unit><ucd>phys.angSize</ucd>
  <dataType xsi:type="vs:VOTableType">double</dataType></column>
  <foreignKey><targetTable>my.spectra</targetTable><description>Its spectra</description>
  <fkColumn><fromColumn>id</fromColumn><targetColumn>star</targetColumn></fkColumn></foreignKey>"""


def tableset(columns: str = "") -> bytes:
    return f"""<tableset {XSI} xmlns:vs="v"><schema><name>my</name><description>All mine</description>
      <table type="view"><name>my.stars</name><description>Stars</description><nrows>3</nrows>{columns}</table>
      <table><name>my.I/239/hip</name></table></schema></tableset>""".encode()


TABLE = f'<table {XSI} xmlns:vs="v"><name>my.stars</name>{COLUMNS}</table>'.encode()


def rows(*names: str, cells: list[list[str]]) -> bytes:
    fields = "".join(f'<FIELD name="{name}" datatype="char" arraysize="*"/>' for name in names)
    body = "".join("<TR>" + "".join(f"<TD>{c}</TD>" for c in row) + "</TR>" for row in cells)
    return (
        '<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>'
        f"<TABLE>{fields}<DATA><TABLEDATA>{body}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
    ).encode()


@contextmanager
def service(
    compute: Compute | None = None, /, **pages: bytes
) -> Iterator[tuple[ServiceMetadata, Server]]:
    """A service that has these documents; ``sync_tables`` and the like answer queries."""

    def answer(asked: Asked) -> Reply:
        page = unquote(asked.path.removeprefix("/tap/"))
        if page == "sync":
            query = asked.form["QUERY"]
            kinds = ("key_columns", "columns", "tables", "DISTINCT")
            name = next((kind for kind in kinds if kind in query), "")
            page = f"sync_{name.lower()}"
        if page in pages:
            return Reply(pages[page], media="text/xml")
        return Reply(b"nothing here", status=404, media="text/plain")

    with serve(answer) as server:
        url = f"{server.url}/tap"
        http = HttpClient(guard=AddressGuard([url]), user_agent="test", retries=0)
        yield (
            ServiceMetadata(
                archive="x", name="X", url=url, http=http, compute=compute or InlineCompute()
            ),
            server,
        )


def paths(server: Server) -> list[str]:
    return [unquote(asked.path) for asked in server.asked]


def test_vosi_1_1_takes_one_request_for_the_list_and_one_a_table() -> None:
    pages = {"capabilities": CAPABILITIES, "tables": tableset(), "tables/my.stars": TABLE}
    with service(**pages) as (metadata, server):
        schema = metadata.schema()
        assert metadata.schema() is schema
        assert paths(server) == ["/tap/capabilities", "/tap/tables"]
        assert server.asked[1].query == {"detail": "min"}
        details = metadata.table("my.stars")
        assert metadata.table("MY.stars") is details
        assert paths(server)[2:] == ["/tap/tables/my.stars"]
    (mine,) = schema.schemas
    assert (schema.source, mine.name, mine.description) == ("VOSI 1.1 tables", "my", "All mine")
    assert [(t.adql, t.rows, t.kind) for t in mine.tables] == [
        ("my.stars", 3, "view"),
        ('my."I/239/hip"', None, ""),
    ]
    assert [(c.adql, c.datatype, c.indexed) for c in details.columns] == [
        ("id", "long", True),
        ('"2MASS"', "char", False),
        ('"size"', "double", False),
    ]
    (key,) = details.keys
    assert key.join == "JOIN my.spectra ON my.stars.id = my.spectra.star"


def test_vosi_1_0_sends_all_at_once_and_is_asked_nothing_more() -> None:
    with service(capabilities=CAPABILITIES, tables=tableset(COLUMNS)) as (metadata, server):
        assert metadata.schema().source == "VOSI 1.0 tables"
        assert len(metadata.table("my.stars").columns) == 3
        assert len(server.asked) == 2


def test_tap_schema_where_there_is_no_vosi_and_says_so() -> None:
    tables = rows("schema_name", "table_name", "description", cells=[["my", "my.stars", "Stars"]])
    columns = rows(
        *("column_name", "datatype", "unit", "principal", "column_index"),
        cells=[["b", "DOUBLE", "deg", "0", "2"], ["a", "VARCHAR(20)", "", "1", "1"]],
    )
    with service(sync_tables=tables, sync_columns=columns) as (metadata, _):
        schema = metadata.schema()
        assert schema.source == "TAP_SCHEMA"
        assert len(schema.notes) == 2
        assert all("could not be read" in note for note in schema.notes)
        details = metadata.table("my.stars")
    assert [(c.name, c.datatype, c.numeric, c.principal) for c in details.columns] == [
        ("a", "char", False, True),
        ("b", "double", True, False),
    ]


def test_a_table_that_vosi_does_not_describe_is_looked_up_in_tap_schema() -> None:
    columns = rows("column_name", "datatype", cells=[["a", "INTEGER"]])
    pages = {"capabilities": CAPABILITIES, "tables": tableset(), "sync_columns": columns}
    with service(**pages) as (metadata, _):
        metadata.schema()
        details = metadata.table("my.stars")
    assert (details.source, [c.name for c in details.columns]) == ("TAP_SCHEMA", ["a"])
    assert "VOSI does not describe it" in details.notes[0]


def test_foreign_keys_lead_both_ways() -> None:
    names = ("key_id", "from_table", "target_table", "description", "from_column", "target_column")
    keys = rows(
        *names,
        cells=[
            ["1", "my.stars", "my.spectra", "s", "id", "star"],
            ["2", "my.plates", "my.stars", "", "obj", "id"],
            ["2", "my.plates", "my.stars", "", "obj2", "size"],
        ],
    )
    with service(sync_key_columns=keys) as (metadata, _):
        joins = [key.join for key in metadata.keys("my.stars")]
    assert joins == [
        "JOIN my.spectra ON my.stars.id = my.spectra.star",
        'JOIN my.plates ON my.stars.id = my.plates.obj AND my.stars."size" = my.plates.obj2',
    ]


def test_values_are_limited_and_quoted() -> None:
    many = rows("x", cells=[[f"v{i:03}"] for i in range(201)])
    with service(sync_distinct=many) as (metadata, server):
        found = metadata.values('my.od"d', "size; DROP")
        query = server.asked[0].form["QUERY"]
    assert (len(found.values), found.complete) == (200, False)
    assert query.startswith('SELECT DISTINCT TOP 201 "size; DROP" FROM ')


def test_an_unknown_table_and_a_service_without_tables_are_errors() -> None:
    nothing = rows("column_name", cells=[])
    with service(sync_columns=nothing, sync_tables=rows("table_name", cells=[])) as (metadata, _):
        with pytest.raises(BadAnswerError, match="lists no tables"):
            metadata.schema()
        with pytest.raises(NotFoundError, match="does not describe"):
            metadata.table("my.none")


def test_a_refusal_of_everything_is_not_an_empty_list() -> None:
    with service() as (metadata, _), pytest.raises(EsapError):
        metadata.schema()


def test_a_service_that_hangs_holds_no_lock() -> None:
    asked, gate, errors = threading.Event(), threading.Event(), []

    def answer(_: Asked) -> Reply:
        asked.set()
        gate.wait(20)
        return Reply(b"nothing here", status=404, media="text/plain")

    def ask(metadata: ServiceMetadata) -> None:
        try:
            metadata.schema()
        except EsapError as error:
            errors.append(error)

    with serve(answer) as server:
        http = HttpClient(guard=AddressGuard([server.url]), user_agent="test", retries=0)
        metadata = ServiceMetadata(
            archive="x", name="X", url=server.url, http=http, compute=InlineCompute()
        )
        thread = threading.Thread(target=ask, args=[metadata])
        thread.start()
        assert asked.wait(20)
        forgetting = threading.Thread(target=metadata.forget)
        forgetting.start()
        forgetting.join(10)
        assert not forgetting.is_alive()
        gate.set()
        thread.join(20)
    assert len(errors) == 1
    with pytest.raises(EsapError):
        metadata.schema()


class Lanes(InlineCompute):
    """Remembers which lane each function was run in."""

    def __init__(self) -> None:
        self.of: dict[str, Lane] = {}

    def run(self, function: Any, /, *args: Any, lane: Lane = "view", **kwargs: Any) -> Any:
        self.of[function.__name__] = lane
        return super().run(function, *args, lane=lane, **kwargs)


@pytest.mark.parametrize(("padding", "lane"), [(0, "view"), (3 << 20, "decode")])
def test_pages_do_not_wait_for_long_documents(padding: int, lane: Lane) -> None:
    lanes = Lanes()
    tables = tableset() + b" " * padding
    with service(lanes, capabilities=CAPABILITIES, tables=tables) as (metadata, _):
        assert metadata.schema().schemas
    assert lanes.of["pack_language"] == "view"
    assert lanes.of["pack_tables_of"] == lane


def test_descriptions_are_printable_and_no_longer_than_a_page() -> None:
    told = "Stars \u202eand " + "x" * 5000
    cells = [["my", "my.stars", told]]
    tables = rows("schema_name", "table_name", "description", cells=cells)
    vosi = tableset().replace(b"<description>Stars<", f"<description>{told}<".encode())
    for pages in ({"tables": vosi}, {"sync_tables": tables}):
        with service(**pages) as (metadata, _):
            description = metadata.schema().schemas[0].tables[0].description
        assert description.startswith("Stars and xxx")
        assert len(description) <= 2000
