"""Tokens that a JupyterHub keeps for its user (``auth_state``)."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from ..errors import BadAnswerError, EsapError
from ..net import HttpClient
from .service import ServiceLogin
from .tokens import audience_of, claims, expiry

__all__ = ["Hub"]

_SECONDS = 5.0
_KEPT = 60.0
_BYTES = 1 << 20
_REFUSED = (401, 403, 404)
_OK = 200


class Hub:
    """Asks the Hub that started this server, by what it put into the environment.

    The Hub gives ``auth_state`` to servers only whose role has ``admin:auth_state!user``. Its
    answer is kept for a minute, also that there is none; nothing of it is written down.

    Parameters
    ----------
    http
        Gives the client that requests go through; the Hub's own address is usually private, and
        the environment vouches for it.
    environ
        The environment.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        *,
        http: Callable[[], HttpClient],
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._environ = os.environ if environ is None else environ
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: tuple[float, dict[str, Any] | EsapError] | None = None

    @property
    def is_there(self) -> bool:
        """Whether a Hub started this server."""
        return all(self._environ.get(key) for key in ("JUPYTERHUB_API_URL", "JUPYTERHUB_API_TOKEN"))

    def token(self, service: ServiceLogin, *, now: Callable[[], float] = time.time) -> str:
        """Return the token that is for a service, or nothing where the Hub has none.

        It counts where it says that it comes from the service's issuer and, if the service names
        an audience, that it is for that: the Hub's own token is not for everybody.

        Raises
        ------
        EsapError
            The Hub does not answer as it should.
        """
        if not self.is_there or not service.issuer:
            return ""
        for token in _tokens(self._state()):
            if _is_for(token, service) and (expiry(token) or now() + 1) > now():
                return token
        return ""

    def forget(self) -> None:
        """Ask again next time."""
        with self._lock:
            self._kept = None

    def _state(self) -> dict[str, Any]:
        with self._lock:
            if self._kept is None or self._kept[0] + _KEPT < self._clock():
                try:
                    self._kept = self._clock(), self._ask()
                except EsapError as error:
                    self._kept = self._clock(), error
            found = self._kept[1]
        if isinstance(found, EsapError):
            raise type(found)(found.message, remedy=found.remedy)
        return found

    def _ask(self) -> dict[str, Any]:
        """Ask for the user's ``auth_state``: JupyterHub has it at ``users/<name>`` only.

        Hubs that were made to give it elsewhere, such as SWAN's, have it at ``user``.
        """
        base = self._environ["JUPYTERHUB_API_URL"].rstrip("/")
        name = self._environ.get("JUPYTERHUB_USER", "")
        places = [f"{base}/users/{quote(name, safe='')}"] if name else []
        http = self._http()
        guard = http.guard.derived()
        guard.allow(base)
        client = http.derived(guard=guard, retries=0)
        try:
            found = (self._state_at(client, url) for url in (*places, f"{base}/user"))
            return next((state for state in found if state), {})
        finally:
            client.close()

    def _state_at(self, client: HttpClient, url: str) -> dict[str, Any]:
        answer = client.send(
            "GET",
            url,
            headers={"Authorization": f"token {self._environ['JUPYTERHUB_API_TOKEN']}"},
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            follow=False,
            who="The JupyterHub",
        )
        if answer.status in _REFUSED:
            return {}
        try:
            user = msgspec.json.decode(answer.body)
        except msgspec.DecodeError:
            user = None
        if answer.status != _OK or not isinstance(user, dict):
            raise BadAnswerError(
                f"The JupyterHub answered {answer.status} when asked for your tokens.",
                remedy="Log in by yourself, or tell the Hub's operators.",
            )
        state = user.get("auth_state")
        return state if isinstance(state, dict) else {}


def _tokens(state: Mapping[str, Any]) -> list[str]:
    """Return the access tokens in ``auth_state``, those that were exchanged for services first."""
    exchanged = state.get("exchanged_tokens")
    found = list(exchanged.values()) if isinstance(exchanged, dict) else []
    found.append(state.get("access_token"))
    response = state.get("token_response")
    if isinstance(response, dict):
        found.append(response.get("access_token"))
    return [token for token in found if isinstance(token, str)]


def _is_for(token: str, service: ServiceLogin) -> bool:
    said = claims(token)
    issuer = said.get("iss")
    if not isinstance(issuer, str) or issuer.rstrip("/") != (service.issuer or "").rstrip("/"):
        return False
    return not service.audience or service.audience in audience_of(said)
