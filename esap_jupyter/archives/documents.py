"""Reads small XML documents of services: namespaces dropped, entity declarations refused."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET
from xml.parsers import expat

from ..errors import BadAnswerError
from ..votable.refusals import plain_text

__all__ = ["Element", "attribute", "children", "local", "parse", "prose_of", "text_of", "walk"]

Element = ET.Element
_CHUNK = 1 << 16
_LONGEST = 2000
_WEB_PAGE = re.compile(rb"\s*(<!doctype\s+html|<html)", re.IGNORECASE)


def parse(body: bytes, *, who: str, what: str) -> Element:
    """Parse a document.

    Parameters
    ----------
    body
        The document.
    who
        What to call the service.
    what
        What was asked for.

    Raises
    ------
    BadAnswerError
        It is not XML, or declares entities.
    """
    remedy = "Check the archive's address in the catalogue, or tell its operators."
    if _WEB_PAGE.match(body):
        raise BadAnswerError(f"{who} sent a web page instead of {what}.", remedy=remedy)
    scout = expat.ParserCreate()
    scout.EntityDeclHandler = _refuse
    parser = ET.XMLParser()  # noqa: S314  (the scout stops at the first entity declaration)
    try:
        # In pieces, so that other threads get their turn while a large document is read.
        for start in range(0, len(body), _CHUNK):
            piece = body[start : start + _CHUNK]
            scout.Parse(piece, False)  # noqa: FBT003  (expat takes no keywords)
            parser.feed(piece)
        scout.Parse(b"", True)  # noqa: FBT003
        return parser.close()
    except _EntityDeclaredError:
        raise BadAnswerError(
            f"{who} sent {what} that declares entities; that is refused as unsafe.", remedy=remedy
        ) from None
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        raise BadAnswerError(
            f"{who} sent {what} that is not well-formed XML: {error}.", remedy=remedy
        ) from error


def local(element: Element) -> str:
    """Return the name without namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the children of that name, whatever their namespace."""
    return (child for child in element if local(child) == name)


def walk(element: Element, name: str) -> Iterator[Element]:
    """Yield the descendants of that name, whatever their namespace."""
    return (each for each in element.iter() if local(each) == name)


def text_of(element: Element, name: str) -> str:
    """Return the text of the first child of that name, white space tidied."""
    found = next(children(element, name), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def prose_of(element: Element, name: str) -> str:
    """Return the text of a child that is meant for people: printable, and no longer than a page.

    What turns the direction of writing around would carry on behind it.
    """
    return plain_text(text_of(element, name), _LONGEST)


def attribute(element: Element, name: str) -> str:
    """Return an attribute, whatever its namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


class _EntityDeclaredError(Exception):
    """Ends the scout's reading."""


def _refuse(*_: object) -> None:
    raise _EntityDeclaredError
