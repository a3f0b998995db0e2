"""Asks one issuer: its metadata, its device endpoint, its token endpoint."""

import base64
import os
import stat
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import msgspec

from ...catalogue.identity import IssuerEntry
from ...errors import BadAnswerError, BadRequestError, NotAvailableError
from ...net import HttpClient, Response
from .grant import Grant, GrantRefusedError
from .metadata import EXCHANGE, Metadata, read_metadata

__all__ = ["Provider"]

_BYTES = 256 << 10
_SECONDS = 20.0
_KEPT = 3600.0
_OK = 300
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_ACCESS = "urn:ietf:params:oauth:token-type:access_token"


class Provider:
    """An OIDC issuer, and the client that we are to it.

    Parameters
    ----------
    entry
        The issuer's entry.
    http
        The client that requests go through.
    clock
        Unix time in seconds.
    """

    def __init__(
        self, *, entry: IssuerEntry, http: HttpClient, clock: Callable[[], float] = time.time
    ) -> None:
        self.entry = entry
        self.clock = clock
        self._http = http
        self._lock = threading.Lock()
        self._kept: tuple[float, Metadata] | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.entry.url

    def metadata(self, cancel: threading.Event | None = None) -> Metadata:
        """Return its metadata, asked once in an hour.

        Raises
        ------
        BadAnswerError
            They are not to be trusted.
        UnreachableError
            It does not answer.
        """
        with self._lock:
            now = self.clock()
            if self._kept is not None and self._kept[0] <= now < self._kept[0] + _KEPT:
                return self._kept[1]
            url = self.entry.url.rstrip("/") + "/.well-known/openid-configuration"
            answer = self._http.get(
                url,
                headers={"Accept": "application/json"},
                max_bytes=_BYTES,
                total_timeout=_SECONDS,
                cancel=cancel,
                who=self.name,
            )
            if answer.status >= _OK:
                raise self._odd(answer)
            found = read_metadata(self._decoded(answer), self.entry.url)
            self._kept = now, found
            return found

    @property
    def exchanges(self) -> bool | None:
        """Whether it exchanges tokens, as far as that is known without asking."""
        if self.entry.exchange is not None or self._kept is None:
            return self.entry.exchange
        return EXCHANGE in self._kept[1].grant_types_supported

    def may_exchange(self) -> bool:
        """Tell whether it gives tokens for other services in exchange (RFC 8693)."""
        if self.entry.exchange is not None:
            return self.entry.exchange
        return EXCHANGE in self.metadata().grant_types_supported

    def device(self, form: Mapping[str, str], cancel: threading.Event) -> dict[str, Any]:
        """Start a login by device code (RFC 8628, section 3.1).

        Raises
        ------
        NotAvailableError
            The issuer has no device codes.
        GrantRefusedError
            It refuses.
        """
        endpoint = self.metadata(cancel).device_authorization_endpoint
        if not endpoint:
            raise NotAvailableError(
                f"{self.name} offers no login by device code.",
                remedy="Log in another way, or give a token.",
            )
        answer = self._sent(endpoint, form, cancel)
        if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            # DiracX 0.7 reads from the address what RFC 8628 has in the form; nothing is secret.
            answer = self._sent(endpoint, form, cancel, in_query=True)
        return self._taken(answer)

    def grant(self, form: Mapping[str, str], cancel: threading.Event | None = None) -> Grant:
        """Ask the token endpoint (RFC 6749).

        Raises
        ------
        GrantRefusedError
            It refuses; ``error`` says by which word.
        BadAnswerError
            The answer holds no token.
        """
        document = self._post(self.metadata(cancel).token_endpoint, form, cancel)
        return Grant.read(document, self.name, self.clock())

    def renewed(self, grant: Grant) -> Grant:
        """Renew a grant (RFC 6749, section 6); the refresh token may be another one now."""
        form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
        fresh = self.grant(form)
        fresh.refresh_token = fresh.refresh_token or grant.refresh_token
        fresh.scope = fresh.scope or grant.scope
        fresh.subject = fresh.subject or grant.subject
        fresh.audience = grant.audience
        return fresh

    def exchanged(self, grant: Grant, *, audience: str, scope: str) -> Grant:
        """Exchange a token for one that is for another service (RFC 8693, section 2.1)."""
        form = {
            "grant_type": EXCHANGE,
            "subject_token": grant.access_token,
            "subject_token_type": _ACCESS,
            "requested_token_type": _ACCESS,
            "audience": audience,
            "scope": scope,
        }
        fresh = self.grant({key: value for key, value in form.items() if value})
        fresh.audience = audience
        fresh.subject = fresh.subject or grant.subject
        return fresh

    def revoke(self, token: str) -> None:
        """Ask it to forget a refresh token (RFC 7009), where it can."""
        endpoint = self.metadata().revocation_endpoint
        if endpoint and token:
            form = {"token": token, "token_type_hint": "refresh_token"}
            answer = self._sent(endpoint, form, None)
            # What is said of a success is to be ignored (section 2.2), and need be no object.
            if answer.status >= _OK:
                self._taken(answer)

    def _post(
        self, endpoint: str, form: Mapping[str, str], cancel: threading.Event | None
    ) -> dict[str, Any]:
        return self._taken(self._sent(endpoint, form, cancel))

    def _sent(
        self,
        endpoint: str,
        form: Mapping[str, str],
        cancel: threading.Event | None,
        *,
        in_query: bool = False,
    ) -> Response:
        own, headers = self._client()
        return self._http.send(
            "POST",
            endpoint,
            {**form, **own},
            {**headers, "Accept": "application/json"},
            params={**form, **own} if in_query else None,
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            # A form with secrets in it is for this endpoint and no other.
            follow=False,
            cancel=cancel,
            who=self.name,
        )

    def _taken(self, answer: Response) -> dict[str, Any]:
        document = self._decoded(answer) if answer.body.strip() else {}
        error = document.get("error")
        if isinstance(error, str):
            raise GrantRefusedError.made(self.name, error)
        if answer.status >= _OK:
            raise self._odd(answer)
        return document

    def _client(self) -> tuple[dict[str, str], dict[str, str]]:
        """Say which client we are: in the form, or by a password (RFC 6749, section 2.3.1)."""
        if self.entry.client_secret_file is None:
            return {"client_id": self.entry.client_id}, {}
        secret = _secret(Path(self.entry.client_secret_file).expanduser())
        pair = f"{quote_plus(self.entry.client_id)}:{quote_plus(secret)}"
        return {}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def _decoded(self, answer: Response) -> dict[str, Any]:
        try:
            document = msgspec.json.decode(answer.body)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise self._odd(answer)
        return document

    def _odd(self, answer: Response) -> BadAnswerError:
        return BadAnswerError(
            f"{self.name} answered {answer.status}, not as an OIDC issuer does.",
            remedy="Correct the issuer's address in the catalogue, or try again later.",
        )


def _secret(path: Path) -> str:
    try:
        status = path.stat()
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadRequestError(
            f"The client's secret in {path} cannot be read.",
            remedy="Correct client_secret_file in [identity.issuers] of the catalogue.",
        ) from None
    if os.name == "posix" and status.st_uid == os.geteuid() and status.st_mode & _OTHERS:
        raise BadRequestError(
            f"{path} can be read by others, so the secret in it is not used.",
            remedy=f"Make it yours alone: chmod 600 {path}",
        )
    return text
