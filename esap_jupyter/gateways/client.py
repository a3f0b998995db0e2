"""Reads and writes the shopping basket that an ESAP gateway keeps for a person.

The gateway deletes all items before it inserts what was sent, one after the other, and another
client may read or write in between. So a write is followed by looking; see
`esap_jupyter.basket.gateway.settling`.
"""

import base64
import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec

from ..compute import Compute
from ..errors import (
    ArchiveError,
    BadRequestError,
    LoginRefusedError,
    ServerError,
    TooLargeError,
)
from ..identity import Credential
from ..identity.tokens import claims
from ..net import HttpClient, Response
from ..wording import one_line
from .documents import Cart, Profile, read_profiles

__all__ = ["ProfileClient", "authorization"]

_PROFILES = "accounts/user-profiles/"
_BYTES = 64 << 20
_SECONDS = 60.0
# Measured: 2000 items took 3.7 s, on a fast disk.
_SECONDS_EACH = 0.05
_LONGEST = 300
_BAD, _UNAUTHORIZED, _TOO_LARGE, _BROKEN = 400, 401, 413, 500
_RETRIES = 2


class ProfileClient:
    """The profile of one person at a gateway.

    Parameters
    ----------
    url
        The gateway's root, which ends in ``esap-api``.
    http
        The client that requests go through; it must not repeat writes by itself.
    compute
        Where answers are read.
    who
        What to call the gateway.
    credential
        Gives what proves who one is; told the token that was refused, another.
    refuse
        Told the digest of a credential that is not taken, and why.
    """

    def __init__(
        self,
        *,
        url: str,
        http: HttpClient,
        compute: Compute,
        who: str,
        credential: Callable[[str], Credential],
        refuse: Callable[[str, str], None] = lambda _digest, _reason: None,
    ) -> None:
        self._url = f"{url.rstrip('/')}/{_PROFILES}"
        self._http = http
        self._compute = compute
        self._who = who
        self._credential = credential
        self._refuse = refuse

    def read(self) -> Profile:
        """Read the basket, as it is at this moment: another client may be writing it.

        Raises
        ------
        LoginRefusedError
            The gateway does not take the login, or has no profile for it.
        EsapError
            There is no login, or the gateway does not answer, or with an error.
        """
        response = self._answered("GET", self._url, None, _SECONDS)
        profile = self._compute.run(read_profiles, response.body, who=self._who, lane="decode")
        if profile is None:
            raise LoginRefusedError(
                f"{self._who} takes the login, but has no basket for it.",
                remedy="Log in to the gateway's own pages once, which makes your profile there.",
            )
        return profile

    def write(self, user: str, cart: Cart) -> None:
        """Write the basket in place of what is there; this is no single step at the gateway.

        Raises
        ------
        UnreachableError
            Nobody knows what became of it: look.
        EsapError
            It was refused, and nothing has changed.
        """
        # Without the key the gateway would delete all items before it fails.
        body = b'{"shopping_cart":[%s]}' % ",".join(d.text for d in cart.documents).encode("ascii")
        seconds = _SECONDS + _SECONDS_EACH * len(cart)
        self._answered("PATCH", f"{self._url}{quote(user, safe='')}/", body, seconds)

    def _answered(self, method: str, url: str, body: bytes | None, seconds: float) -> Response:
        credential = self._credential("")
        response = self._asked(method, url, body, seconds, credential)
        if response.status == _UNAUTHORIZED and credential.renews and credential.token:
            credential = self._credential(credential.token)
            response = self._asked(method, url, body, seconds, credential)
        if response.status < _BAD:
            return response
        raise self._refusal(response, credential, is_write=body is not None)

    def _asked(
        self, method: str, url: str, body: bytes | None, seconds: float, credential: Credential
    ) -> Response:
        headers = {"Authorization": authorization(credential)}
        if body is None:
            return self._http.get(
                url,
                headers=headers,
                max_bytes=_BYTES,
                total_timeout=seconds,
                retries=_RETRIES,
                who=self._who,
            )
        return self._http.send(
            method,
            url,
            body,
            {**headers, "Content-Type": "application/json"},
            max_bytes=_BYTES,
            read_timeout=seconds,
            total_timeout=seconds,
            who=self._who,
        )

    def _refusal(self, response: Response, credential: Credential, *, is_write: bool) -> Exception:
        words = _words(response)
        if response.status == _UNAUTHORIZED:
            reason = f"{self._who} does not take your login: {words or 'it says nothing more'}."
            self._refuse(credential.digest, reason)
            return LoginRefusedError(reason, remedy="Log in again.")
        if response.status >= _BROKEN:
            # Where the issuer gives no reason for its refusal, the gateway falls (measured).
            is_token = bool(credential.token) and not is_write
            return ServerError(
                f"{self._who} failed (HTTP {response.status}).",
                remedy="Log in again: gateways answer so to a token that has ended, too."
                if is_token
                else "Try again later.",
            )
        if response.status == _TOO_LARGE:
            return TooLargeError(
                f"{self._who} does not take a basket of this size.",
                remedy="Take something out of it.",
            )
        return ArchiveError(
            f"{self._who} refused (HTTP {response.status}): {words or 'it says nothing more'}.",
            remedy="Nothing was changed there; try again later.",
        )


def authorization(credential: Credential) -> str:
    """Write the header for a credential: ``Basic``, ``Bearer``, or ``Token`` for the gateway's own.

    A token that was pasted is the gateway's own unless it is a JWT, as those of issuers are.

    Raises
    ------
    BadRequestError
        The gateway takes nothing of that kind.
    """
    if credential.kind == "userpass":
        pair = f"{credential.username}:{credential.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"
    if credential.kind not in ("oidc", "token"):
        raise BadRequestError(
            "A gateway takes no certificates.", remedy="Log in with a token, or with a password."
        )
    is_issued = credential.kind == "oidc" or bool(claims(credential.token))
    return f"{'Bearer' if is_issued else 'Token'} {credential.token}"


def _words(response: Response) -> str:
    """Return what a refusal says; of the items that were sent nothing is repeated."""
    detail: Any = ""
    with contextlib.suppress(msgspec.DecodeError, LookupError, TypeError):
        detail = msgspec.json.decode(response.body)["detail"]
    return one_line(str(detail))[:_LONGEST].rstrip(".")
