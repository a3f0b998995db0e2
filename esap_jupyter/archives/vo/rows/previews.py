"""Fetches preview images, and lets through what is one of the kinds that cannot hold a script."""

from collections.abc import Iterable

import msgspec

from ....errors import BadAnswerError, EsapError, NotFoundError
from ....net import HttpClient
from ...refusals import refusal

__all__ = ["Preview", "fetch_preview", "image_type"]

_BYTES = 5 << 20
_SECONDS = 30.0
_MOST = 3
_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """An image, and what it is by its own bytes."""

    content: bytes
    content_type: str
    url: str


def image_type(content: bytes) -> str | None:
    """Return the media type of an image by its first bytes; None for anything else.

    SVG is none: it may hold scripts.
    """
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return "image/webp" if is_webp else None


def fetch_preview(urls: Iterable[str], *, http: HttpClient, who: str) -> Preview:
    """Fetch the first of several previews that is there.

    Raises
    ------
    NotFoundError
        There are none.
    EsapError
        None of them could be had; the last one's cause.
    """
    problem: EsapError = NotFoundError(
        "This row has no preview.", remedy="Its files may tell more."
    )
    for url in list(urls)[:_MOST]:
        try:
            return _fetch(url, http=http, who=who)
        except EsapError as error:
            problem = error
    raise problem


def _fetch(url: str, *, http: HttpClient, who: str) -> Preview:
    response = http.get(
        url, max_bytes=_BYTES, total_timeout=_SECONDS, retries=0, who=f"the preview of {who}"
    )
    error = refusal(response.status, response.body, response.content_type, who=f"{who}'s preview")
    if error is not None:
        raise error
    kind = image_type(response.body)
    if kind is None:
        said = response.content_type or "of no type"
        raise BadAnswerError(
            f"The preview of {who} is no PNG, JPEG, GIF or WebP image ({said[:60]}).",
            remedy="Fetch the file itself.",
        )
    return Preview(content=response.body, content_type=kind, url=response.url)
