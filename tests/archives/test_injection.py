"""What is typed into any field of any form stays a value, or is refused."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from esap_jupyter.adql.lexer import scan
from esap_jupyter.archives.base import Connector, Query, Question
from esap_jupyter.archives.rest.alta.connector import AltaConnector
from esap_jupyter.archives.rest.lofar.connector import LofarConnector
from esap_jupyter.archives.rest.zooniverse.connector import ZooniverseConnector
from esap_jupyter.archives.vo.registry.connector import RegistryConnector
from esap_jupyter.archives.vo.tap.connector import TapConnector
from esap_jupyter.errors import BadRequestError
from tests.support.connectors import connect
from tests.support.dal import KINDS, target
from tests.support.servers import serve
from tests.support.tap import OBSCORE, tap, votable

HOSTILE = [
    "'; DROP TABLE t; --",
    "x' OR '1'='1",
    'x" OR "1"="1',
    "x&MAXREC=1&page_size=9#top",
    "x%26MAXREC=1",
    "x\r\nHost:example.org",
    "../../etc/passwd?x=1",
    "//example.org/x",
    "x/*",
    "$(id)`id`{{7*7}}",
    "<script>alert(1)</script>",
]
SERVICES = {
    "alta": AltaConnector,
    "lofar": LofarConnector,
    "zooniverse": ZooniverseConnector,
    "registry": RegistryConnector,
    "tap": TapConnector,
    **KINDS,
}
# Forms of nothing but numbers, choices and names of files of one kind.
STRICT = {"lofar", "scs"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve(tap(votable(0), tables=OBSCORE)) as server:
        yield f"{server.url}/tap"


def asked(connector: Connector, terms: dict[str, object]) -> list[Query]:
    targets = (target(),) if "target" in connector.takes else ()
    return list(connector.queries(Question(targets=targets, radius=0.1, parameters=terms)))


def parameters(query: Query) -> dict[str, str]:
    return {**dict(parse_qsl(urlsplit(query.url).query)), **query.params}


def without_strings(adql: str) -> set[str]:
    return {token.upper for token in scan(adql) if token.kind != "string"}


@pytest.mark.parametrize("kind", SERVICES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_filled_in_stays_a_value(url: str, kind: str, hostile: str) -> None:
    connector = connect(SERVICES[kind], url)
    taken = []
    for name, described in (connector.form(None) or {})["properties"].items():
        wrapped = described.get("type") == "array"
        try:
            queries = asked(connector, {name: [hostile] if wrapped else hostile})
        except BadRequestError:
            continue
        for query, plain in zip(queries, asked(connector, {name: "x"}), strict=True):
            assert query.url.partition("?")[0] == plain.url.partition("?")[0]
            assert parameters(query).keys() == parameters(plain).keys(), name
            if query.language == "ADQL":
                assert without_strings(query.text) == without_strings(plain.text), name
            else:
                assert hostile in parameters(query).values(), name
        taken.append(name)
    refused = kind in STRICT or (kind == "alta" and not hostile.isprintable())
    assert (not taken) == refused, taken
