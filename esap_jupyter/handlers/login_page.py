"""The pages that a person sees after a login in the browser; plain HTML, all text escaped."""

from html import escape

from ..errors import EsapError, sentence
from ..models.identity import Identity

__all__ = ["failed_page", "logged_in_page"]

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""


def logged_in_page(identity: Identity) -> bytes:
    """Say that the login worked."""
    whose = f" as {identity.account}" if identity.account else ""
    text = f"You are logged in to {identity.name}{whose}. Close this page and go on in JupyterLab."
    return _page("Logged in", text)


def failed_page(error: EsapError, *, title: str = "Not logged in") -> bytes:
    """Say why it did not work, and what to do."""
    return _page(title, f"{sentence(error.message)} {error.remedy}".strip())


def _page(title: str, text: str) -> bytes:
    return _PAGE.format(title=escape(title), text=escape(text)).encode()
