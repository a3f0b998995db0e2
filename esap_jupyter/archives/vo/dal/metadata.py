"""What the answer of a simple service says before its rows: columns, input parameters, refusals."""

import msgspec

from ....errors import ArchiveError, BadAnswerError, EsapError, sentence
from ....models import Collection, Column
from ....votable.positions import position_columns
from ....votable.refusals import plain_text
from ....wording import query_remedy
from ...documents import Element, attribute, children, local, parse, text_of, walk

__all__ = ["DalMetadata", "pack_metadata", "read_metadata", "refused_element"]

_NUMBERS = frozenset({"short", "int", "long", "float", "double", "unsignedByte"})
_LONGEST = 600
_INPUT = "INPUT:"


class DalMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a service announces: its table, and the names (in capitals) of what it takes."""

    collection: Collection
    inputs: frozenset[str] = frozenset()


def read_metadata(body: bytes, *, who: str, noun: str) -> DalMetadata:
    """Read the VOTable of a metadata query.

    Parameters
    ----------
    body
        The document.
    who
        What to call the service.
    noun
        What it has: ``images``, ``spectra``, ``sources``.

    Raises
    ------
    ArchiveError
        It says that the service refuses.
    BadAnswerError
        It is not a VOTable.
    """
    root = _votable(body, who=who)
    error = _refused(root, who=who)
    if error is not None:
        raise error
    table = next(walk(root, "TABLE"), None)
    columns = [] if table is None else [_column(field) for field in children(table, "FIELD")]
    ra, dec = position_columns(columns)
    collection = Collection(
        id=noun,
        title=noun.capitalize(),
        description=_description(root),
        # Its protocol takes positions, whatever its columns are called.
        ra=ra or "ra",
        dec=dec or "dec",
        columns=columns,
    )
    names = (attribute(param, "name").upper() for param in walk(root, "PARAM"))
    inputs = frozenset(name.removeprefix(_INPUT) for name in names if name.startswith(_INPUT))
    return DalMetadata(collection=collection, inputs=inputs)


def pack_metadata(body: bytes, *, who: str, noun: str) -> bytes:
    """Read it into MessagePack, which crosses processes swiftly."""
    return msgspec.msgpack.encode(read_metadata(body, who=who, noun=noun))


def refused_element(body: bytes, *, who: str) -> EsapError | None:
    """Return the error that an answer with HTTP status 200 tells, if it tells one.

    Simple Cone Search 1.03, section 2.3, has it as a PARAM or an INFO of the name ``Error``; all
    others as ``QUERY_STATUS`` (IVOA DALI 1.1, section 4.4).
    """
    try:
        return _refused(_votable(body, who=who), who=who)
    except BadAnswerError:
        # What it is instead of a VOTable is told by whoever reads it.
        return None


def _refused(root: Element, *, who: str) -> EsapError | None:
    for element in root.iter():
        name = attribute(element, "name").lower()
        if local(element) == "TABLE":
            return None
        if local(element) not in ("INFO", "PARAM"):
            continue
        value = attribute(element, "value")
        text = "".join(element.itertext()).strip()
        said = text if name == "query_status" else value or text_of(element, "DESCRIPTION") or text
        if name == "error" or (name == "query_status" and value.upper() == "ERROR"):
            words = plain_text(said, _LONGEST) or "it gave no reason"
            return ArchiveError(sentence(f"{who} refused: {words}"), remedy=query_remedy(words))
    return None


def _votable(body: bytes, *, who: str) -> Element:
    root = parse(body, who=who, what="a table")
    if local(root) != "VOTABLE":
        raise BadAnswerError(
            f"{who} sent <{local(root)[:40]}> where a VOTable was expected.",
            remedy="Check the archive's address in the catalogue, or tell its operators.",
        )
    return root


def _description(root: Element) -> str:
    resource = next(children(root, "RESOURCE"), root)
    return text_of(resource, "DESCRIPTION") or text_of(root, "DESCRIPTION")


def _column(field: Element) -> Column:
    datatype = attribute(field, "datatype") or "char"
    arraysize = attribute(field, "arraysize")
    return Column(
        name=attribute(field, "name") or attribute(field, "ID"),
        datatype=datatype,
        arraysize=None if arraysize in ("", "1") else arraysize,
        unit=attribute(field, "unit") or None,
        ucd=attribute(field, "ucd") or None,
        utype=attribute(field, "utype") or None,
        xtype=attribute(field, "xtype") or None,
        description=text_of(field, "DESCRIPTION"),
        numeric=datatype in _NUMBERS and arraysize in ("", "1"),
    )
