"""The items of a gateway's shopping basket, as the documents that they are.

Two documents are the same item where they are equal as JSON, whatever the order of their keys, as
in ESAP's own pages; 1.0 is 1, since a page that reads and writes an item makes it so.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..errors import BadAnswerError

__all__ = ["Cart", "Document", "Profile", "document_of", "read_profiles"]

_EXACT = 1 << 53
_WRAPPED = frozenset({"item_data", "user_profile"})
_DEEPEST = 4


class Document(NamedTuple):
    """One item: its ``text`` as it was, and as ``key`` a digest of its canonical JSON."""

    key: str
    text: str

    @property
    def value(self) -> dict[str, Any]:
        """The object that it is."""
        found: dict[str, Any] = json.loads(self.text)
        return found


class Cart:
    """What is in a basket, in its order; two of them are equal where they hold the same items.

    Parameters
    ----------
    documents
        The items; an item may be there several times.
    """

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents = tuple(documents)
        self.counts = Counter(document.key for document in self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    def __contains__(self, key: object) -> bool:
        return key in self.counts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cart) and self.counts == other.counts

    def __hash__(self) -> int:
        return hash(frozenset(self.counts.items()))


class Profile(NamedTuple):
    """Whose basket it is and what is in it.

    ``unreadable`` counts the items that are no objects: the gateway takes none of these, so that
    they would be lost where the basket is written.
    """

    user: str
    cart: Cart
    unreadable: int


def document_of(value: dict[str, Any]) -> Document:
    """Make a document of an object.

    Raises
    ------
    ValueError
        It is not JSON: it has an infinity, or something that is no number or text.
    """
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    canonical = json.dumps(_canonical(value), separators=(",", ":"), sort_keys=True)
    return Document(hashlib.sha256(canonical.encode("ascii")).hexdigest()[:32], text)


def read_profiles(body: bytes, *, who: str) -> Profile | None:
    """Read an answer of ``accounts/user-profiles/``; for a worker, as a basket may be large.

    An item may come as text, as an object, or wrapped once more, by a client that wrote what it
    had read. Nothing else of the profile is taken: it holds tokens.

    Parameters
    ----------
    body
        The answer.
    who
        What to call the gateway.

    Returns
    -------
    Profile or None
        None where the gateway has no profile for whoever asked.

    Raises
    ------
    BadAnswerError
        It is something else.
    """
    try:
        found = _rows(json.loads(body)["results"])
    except (ValueError, LookupError, TypeError, RecursionError):
        # The reader's own words may quote the profile.
        raise BadAnswerError(
            f"{who} answered with something else than the profile of one person.",
            remedy="Correct its address in the catalogue; it ends in /esap-api.",
        ) from None
    if found is None:
        return None
    user, rows = found
    documents = [document for row in rows if (document := _item(row)) is not None]
    return Profile(user, Cart(documents), len(rows) - len(documents))


def _rows(results: list[Any]) -> tuple[str, list[Any]] | None:
    if results == []:
        return None
    (profile,) = results
    user = profile["user_name"]
    if not isinstance(user, str) or not user:
        raise ValueError("no name")
    return user, [row["item_data"] for row in profile["shopping_cart"]]


def _item(data: Any) -> Document | None:
    try:
        value = _unwrapped(data)
        return document_of(value) if isinstance(value, dict) else None
    except (ValueError, RecursionError):
        return None


def _unwrapped(data: Any) -> Any:
    for _ in range(_DEEPEST):
        if isinstance(data, str):
            data = json.loads(data)
        elif isinstance(data, dict) and data.keys() == _WRAPPED:
            data = data["item_data"]
        else:
            break
    return data


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_canonical(each) for each in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return value
