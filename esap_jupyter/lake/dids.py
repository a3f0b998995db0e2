"""Names of data identifiers: ``scope:name``, in addresses too."""

from typing import Self
from urllib.parse import quote, unquote

import msgspec

from ..errors import BadRequestError
from ..urls import origin

__all__ = ["SCHEME", "DidName", "LakeAddress", "quoted"]

SCHEME = "rucio://"
"""How an address of something in a lake begins."""

_LONGEST = 500
_EXAMPLE = "Write scope:name, such as test:file.fits."


class DidName(msgspec.Struct, frozen=True, order=True):
    """The scope and the name of a DID; together they are unique in a lake."""

    scope: str
    name: str

    def __str__(self) -> str:
        return f"{self.scope}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``scope:name``; the first colon ends the scope, the name may hold more.

        Raises
        ------
        BadRequestError
            A part is missing, it is too long, or has characters that cannot be printed.
        """
        if not isinstance(text, str):
            raise BadRequestError(f"{text!r} is not a DID.", remedy=_EXAMPLE)
        scope, colon, name = text.partition(":")
        if not (colon and scope.strip() and name.strip()):
            raise BadRequestError(f"{text[:80]!r} is not a DID.", remedy=_EXAMPLE)
        return cls(scope.strip(), name.strip()).checked()

    def checked(self) -> Self:
        """Return it, if it can be the name of something.

        Raises
        ------
        BadRequestError
            A part is empty or too long, or has characters that cannot be printed.
        """
        for what, part in (("scope", self.scope), ("name", self.name)):
            if not part or len(part) > _LONGEST:
                raise BadRequestError(
                    f"A {what} has 1 to {_LONGEST} characters, this one {len(part)}.",
                    remedy=_EXAMPLE,
                )
            if not part.isprintable():
                raise BadRequestError(
                    f"The {what} {part[:80]!r} has characters that cannot be printed.",
                    remedy=_EXAMPLE,
                )
        return self

    @property
    def climbs(self) -> bool:
        """Whether it cannot be a part of an address, as its dots would be taken for a way up.

        However often it is decoded on its way.
        """
        path = unquote(f"{self.scope}/{self.name}").replace("\\", "/")
        return any(part in (".", "..") for part in path.split("/"))

    @property
    def record(self) -> dict[str, str]:
        """Scope and name as Rucio has them in documents."""
        return {"scope": self.scope, "name": self.name}


class LakeAddress(msgspec.Struct, frozen=True):
    """A DID and its lake: ``rucio://lake/scope:name``; ``lake`` is an id, or a host."""

    lake: str
    did: DidName

    def __str__(self) -> str:
        return f"{SCHEME}{self.lake}/{quote(str(self.did), safe='/:')}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address; what is percent-encoded in the DID is decoded.

        Raises
        ------
        BadRequestError
            It is no such address.
        """
        lake, slash, did = text.strip().removeprefix(SCHEME).partition("/")
        if not text.strip().startswith(SCHEME) or not (lake and slash):
            raise BadRequestError(
                f"{text[:80]!r} is not an address in a lake.",
                remedy=f"Write {SCHEME}lake/scope:name.",
            )
        return cls(lake, DidName.parse(unquote(did)))

    def is_in(self, lake: str, url: str) -> bool:
        """Tell whether it names a lake: by its id, or by the host of its address ``url``."""
        known = origin(url)
        hosts = () if known is None else (known[1], f"{known[1]}:{known[2]}")
        return self.lake == lake or self.lake.lower() in hosts


def quoted(part: str) -> str:
    """Encode one part of a path so that no server and no client takes it for more than one."""
    # Dots alone would be resolved as a path by whoever handles the URL.
    return quote(part, safe="") if part.strip(".") else part.replace(".", "%2E")
