"""What an issuer tells of itself (OpenID Connect Discovery 1.0), and whether to believe it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ...errors import BadAnswerError
from ...urls import LOOPBACK, origin

__all__ = ["EXCHANGE", "Metadata", "is_safe", "read_metadata"]

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


class Metadata(msgspec.Struct, kw_only=True, frozen=True):
    """The parts of an issuer's metadata that are used; an endpoint that it lacks is empty."""

    issuer: str
    token_endpoint: str
    authorization_endpoint: str = ""
    device_authorization_endpoint: str = ""
    revocation_endpoint: str = ""
    grant_types_supported: tuple[str, ...] = ()


def read_metadata(document: Any, issuer: str) -> Metadata:
    """Read and check an issuer's metadata.

    Parameters
    ----------
    document
        What it answered.
    issuer
        The address that was asked, which has to be what it calls itself (section 4.3).

    Raises
    ------
    BadAnswerError
        It calls itself something else, or an endpoint is not reached by https.
    """
    try:
        found = msgspec.convert(_known(document), Metadata)
    except (msgspec.ValidationError, TypeError) as error:
        raise _lie(issuer, "its metadata are not those of OpenID Connect") from error
    if found.issuer.rstrip("/") != issuer.rstrip("/"):
        raise _lie(issuer, f"it calls itself {found.issuer[:200]!r}")
    if not found.token_endpoint:
        raise _lie(issuer, "it has no token endpoint")
    for name in Metadata.__struct_fields__:
        value = getattr(found, name)
        if name.endswith("_endpoint") and value and not is_safe(value, issuer):
            raise _lie(issuer, f"its {name} {value[:200]!r} is no https address")
    return found


def is_safe(url: str, issuer: str) -> bool:
    """Tell whether an address may be asked: by https, or on this machine where the issuer is."""
    named, at = origin(url), origin(issuer)
    if named is None or at is None or "@" in url.split("/")[2]:
        return False
    here = at[1] in LOOPBACK and named[1] in LOOPBACK
    return named[0] == "https" or here


def _known(document: Any) -> dict[str, Any]:
    if not isinstance(document, Mapping):
        raise TypeError("no object")
    known = {name: document.get(name) for name in Metadata.__struct_fields__}
    return {name: value for name, value in known.items() if value is not None}


def _lie(issuer: str, why: str) -> BadAnswerError:
    return BadAnswerError(
        f"{issuer} is not to be trusted as an issuer: {why}.",
        remedy="Correct the issuer's address in the catalogue, or tell its operators.",
    )
