"""Finds the words in which a service refuses, in whatever it sent along with its status."""

from http import HTTPStatus

from ..errors import ArchiveError, BadAnswerError, EsapError, ServerError, sentence
from ..wording import one_line, query_remedy
from .documents import attribute, parse, walk

__all__ = ["refusal", "with_name"]

_LONGEST = 600
_DOCUMENT = 256 * 1024
_PAGE = 8 * 1024
_OK = 300
_AUTH = (401, 403)
_BROKEN = 500
_NOT_FOUND = 404
_HIDDEN = ("script", "style")


def refusal(status: int, body: bytes, content_type: str, *, who: str) -> EsapError | None:
    """Make an error of an answer whose HTTP status is not a success.

    Parameters
    ----------
    status
        The HTTP status.
    body
        The beginning of what was sent.
    content_type
        Its media type.
    who
        What to call the archive.

    Returns
    -------
    EsapError or None
        None where the status is a success.
    """
    if status < _OK:
        return None
    words = _service_words(body)
    if words:
        return ArchiveError(sentence(f"{who} refused: {words}"), remedy=query_remedy(words))
    said = _plain_words(body, content_type)
    answered = f"{who} answered {status} {_phrase(status)}".rstrip() + (
        f": {said}" if said else "."
    )
    if status == _NOT_FOUND:
        return BadAnswerError(
            f"{who} has no such service at this address.",
            remedy="Correct the archive's address in the catalogue.",
        )
    if status in _AUTH:
        return ArchiveError(answered, remedy="It wants a login, which this version cannot give.")
    if status >= _BROKEN:
        return ServerError(answered, remedy="Try again later, or tell its operators.")
    return ArchiveError(sentence(answered), remedy=query_remedy(said))


def with_name(error: EsapError, who: str) -> EsapError:
    """Return the error with the archive's name in front, unless it is told already."""
    if who in error.message:
        return error
    return type(error)(f"{who}: {error.message}", remedy=error.remedy)


def _service_words(body: bytes) -> str:
    """Return the text of ``QUERY_STATUS=ERROR`` of a VOTable (IVOA DALI 1.1, section 4.4)."""
    try:
        root = parse(body[:_DOCUMENT], who="", what="")
    except BadAnswerError:
        return ""
    for info in walk(root, "INFO"):
        name, value = attribute(info, "name").upper(), attribute(info, "value")
        if name == "QUERY_STATUS" and value.upper() == "ERROR":
            return one_line("".join(info.itertext()), _LONGEST)
    return ""


def _plain_words(body: bytes, content_type: str) -> str:
    text = body[:_PAGE].decode("utf-8", errors="replace")
    words = text if content_type == "text/plain" else _without_markup(text)
    return one_line(words, _LONGEST)


def _without_markup(text: str) -> str:
    """Return the title of a web page, or else its words.

    Whatever was sent is passed once, as a pattern might go over it again and again.
    """
    first, *pieces = text.split("<")
    words, hidden = [first], ""
    for piece in pieces:
        tag, _, behind = piece.partition(">")
        name = tag.partition(" ")[0].lower()
        if name == "title" and not hidden:
            return behind
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
        elif name in _HIDDEN:
            hidden = name
        if not hidden:
            words.append(behind)
    return " ".join(words)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
