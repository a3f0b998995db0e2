"""What a service says about itself: VOSI capabilities, tables and availability (IVOA VOSI 1.1)."""

from collections.abc import Container

import msgspec

from ....errors import BadAnswerError
from ....models import Collection, Column
from ....votable.positions import position_columns
from ....wholes import whole
from ...documents import Element, attribute, children, local, parse, prose_of, text_of, walk

__all__ = [
    "Capabilities",
    "pack_tables",
    "read_availability",
    "read_capabilities",
    "read_column",
    "read_tables",
    "votable_type",
]

_TAP = "ivo://ivoa.net/std/tap"
_AVAILABILITY = "ivo://ivoa.net/std/vosi#availability"
_BINARY2_ID = "ivo://ivoa.net/std/tapregext#output-votable-binary2"
_BINARY2_MIME = "application/x-votable+xml;serialization=binary2"
_BINARY2_ALIAS = "votable/b2"
_NUMBERS = frozenset({"short", "int", "long", "float", "double", "unsignedByte"})
# The types of TAPRegExt and of VODataService's simple types, in VOTable's words.
_TYPES = {
    "smallint": "short",
    "integer": "int",
    "bigint": "long",
    "real": "float",
    "double": "double",
    "boolean": "boolean",
    "varchar": "char",
    "char": "char",
    "clob": "char",
    "timestamp": "char",
    "string": "char",
    "region": "char",
    "point": "char",
    "varbinary": "unsignedByte",
    "binary": "unsignedByte",
    "blob": "unsignedByte",
}
_STRINGS = frozenset({"varchar", "clob", "timestamp", "string", "region", "point"})


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What matters of a service's capabilities.

    ``binary2`` is the value of RESPONSEFORMAT that asks for VOTable BINARY2, where the service
    declares it.
    """

    is_tap: bool
    binary2: str | None = None
    availability: str | None = None


def read_capabilities(body: bytes, *, who: str) -> Capabilities:
    """Read a document of VOSI capabilities.

    Raises
    ------
    BadAnswerError
        It is none.
    """
    root = parse(body, who=who, what="its capabilities")
    _expect(root, "capabilities", who)
    tap: Element | None = None
    availability: str | None = None
    for capability in children(root, "capability"):
        standard = attribute(capability, "standardID").lower()
        if standard == _AVAILABILITY:
            availability = next((_address(each) for each in walk(capability, "accessURL")), None)
        elif standard.partition("#")[0] == _TAP and tap is None:
            tap = capability
    if tap is None:
        return Capabilities(is_tap=False, availability=availability)
    formats = (_binary2(each) for each in children(tap, "outputFormat"))
    binary2 = next((each for each in formats if each is not None), None)
    return Capabilities(is_tap=True, binary2=binary2, availability=availability)


def read_availability(body: bytes, *, who: str) -> tuple[bool, str]:
    """Read a document of VOSI availability: whether it works, and its notes."""
    root = parse(body, who=who, what="its availability")
    _expect(root, "availability", who)
    notes = " ".join(" ".join("".join(note.itertext()).split()) for note in children(root, "note"))
    return text_of(root, "available").lower() in ("true", "1"), notes


def read_tables(body: bytes, *, who: str) -> list[Collection]:
    """Read a document of VOSI tables: all of them, or a single one.

    Raises
    ------
    BadAnswerError
        It is none.
    """
    root = parse(body, who=who, what="its list of tables")
    _expect(root, ("tableset", "tables", "table"), who)
    tables = [root] if local(root) == "table" else walk(root, "table")
    return [_collection(table) for table in tables]


def pack_tables(body: bytes, *, who: str, first: Container[str], most: int) -> bytes:
    """Read a document of VOSI tables into MessagePack, which crosses processes swiftly.

    Parameters
    ----------
    first
        The names, in lower case, of those that must not fall away.
    most
        How many are kept.
    """
    tables = read_tables(body, who=who)
    if len(tables) > most:
        tables.sort(key=lambda table: table.id.lower() not in first)
    return msgspec.msgpack.encode(tables[:most])


def _collection(table: Element) -> Collection:
    columns = [read_column(each) for each in children(table, "column")]
    ra, dec = position_columns(columns)
    name = text_of(table, "name")
    return Collection(
        id=name,
        title=prose_of(table, "title"),
        description=prose_of(table, "description"),
        rows=whole(text_of(table, "nrows")),
        ra=ra,
        dec=dec,
        columns=columns,
    )


def read_column(element: Element) -> Column:
    """Read a column of VODataService (1.1, section 3.3.3), its type in VOTable's words."""
    kind = next(children(element, "dataType"), None)
    declared = "" if kind is None else "".join(kind.itertext()).strip()
    given = None if kind is None else attribute(kind, "arraysize") or None
    datatype, arraysize, numeric = votable_type(declared, given)
    return Column(
        name=text_of(element, "name"),
        datatype=datatype,
        arraysize=arraysize,
        unit=prose_of(element, "unit") or None,
        ucd=text_of(element, "ucd") or None,
        utype=text_of(element, "utype") or None,
        xtype=_xtype(kind, declared),
        description=prose_of(element, "description"),
        numeric=numeric,
    )


def votable_type(declared: str, arraysize: str | None) -> tuple[str, str | None, bool]:
    """Put a type into VOTable's words: datatype, array size, and whether it is one number."""
    name = declared.lower().removeprefix("adql:").partition("(")[0]
    datatype = _TYPES.get(name, declared or "char")
    if not arraysize and name in _STRINGS:
        arraysize = "*"
    single = not arraysize or arraysize == "1"
    return datatype, None if single else arraysize, datatype in _NUMBERS and single


def _xtype(kind: Element | None, declared: str) -> str | None:
    """Return the extended type (VODataService 1.1, section 3.5.2); TAPRegExt's REGION is one."""
    given = None if kind is None else attribute(kind, "extendedType")
    if not given and declared.lower().removeprefix("adql:") == "region":
        return "adql:REGION"
    return given or None


def _binary2(output: Element) -> str | None:
    mime = text_of(output, "mime")
    aliases = ["".join(alias.itertext()).strip() for alias in children(output, "alias")]
    declared = (
        attribute(output, "ivo-id").lower() == _BINARY2_ID
        or "".join(mime.lower().split()) == _BINARY2_MIME
        or _BINARY2_ALIAS in aliases
    )
    if not declared:
        return None
    return aliases[0] if aliases else mime or None


def _address(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _expect(root: Element, names: str | tuple[str, ...], who: str) -> None:
    wanted = (names,) if isinstance(names, str) else names
    if local(root) not in wanted:
        raise BadAnswerError(
            f"{who} sent <{local(root)[:40]}> where <{wanted[0]}> was expected.",
            remedy="Check the archive's address in the catalogue, or tell its operators.",
        )
