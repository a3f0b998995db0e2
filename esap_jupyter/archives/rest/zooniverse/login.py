"""Gets access tokens of Panoptes, with an application's secret or a person's password."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

import msgspec

from ....errors import BadAnswerError, BadRequestError
from ....net import HttpClient, Response
from ...credentials import ClientVariables, Credentials

__all__ = ["KEYS", "PanoptesLogin", "client_variables"]

KEYS = ("client_id", "client_secret", "username", "password")
"""What a login consists of."""
_HOME = "https://www.zooniverse.org"

_JSON = {"Accept": "application/json", "Content-Type": "application/json"}
_BYTES = 1 << 20
_MARGIN = 120.0
_OK = 300


def client_variables() -> ClientVariables:
    """Tell where the Zooniverse's own client, ``panoptes-client``, looks for a login."""
    names = {key: f"PANOPTES_{key.upper()}" for key in KEYS}
    return ClientVariables(names, os.environ.get("PANOPTES_ENDPOINT") or _HOME)


class PanoptesLogin:
    """Holds one token, and gets another when that has ended.

    Parameters
    ----------
    root
        The host's root, where ``/oauth/token`` and ``/users/sign_in`` are; not below ``/api``.
    http
        The client that requests go through.
    credentials
        Reads what the person has configured, by `KEYS`.
    who
        What to call it in errors.
    remedy
        How a login is configured.
    refuse
        Told that the login is not taken, and in what words.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        *,
        root: str,
        http: HttpClient,
        credentials: Callable[[], Credentials],
        who: str,
        remedy: str,
        refuse: Callable[[str], None] = lambda _reason: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = root
        self._http = http
        self._credentials = credentials
        self._who = who
        self._remedy = remedy
        self._refuse = refuse
        self._used: Mapping[str, str] = {}
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0

    def token(self, *, cancel: threading.Event | None = None) -> str:
        """Return a token that lasts for two minutes at least.

        Raises
        ------
        BadRequestError
            There is no login, or it is refused.
        LoginRefusedError
            It was refused some minutes ago.
        BadAnswerError
            The answer holds no token.
        """
        with self._lock:
            credentials = self._credentials()
            # Who has logged out, or in as somebody else, is not asked for as before.
            is_other = dict(credentials) != dict(self._used)
            if is_other or not self._token or self._clock() >= self._until:
                self._token = ""
                self._renew(credentials, cancel)
                self._used = credentials
            return self._token

    def forget(self) -> None:
        """Give up the token, which was refused."""
        with self._lock:
            self._token = ""

    def _renew(self, credentials: Credentials, cancel: threading.Event | None) -> None:
        form = {"client_id": credentials.get("client_id", "")}
        cookie = ""
        if form["client_id"] and "client_secret" in credentials:
            form |= {
                "grant_type": "client_credentials",
                "client_secret": credentials["client_secret"],
            }
        elif form["client_id"] and {"username", "password"} <= credentials.keys():
            form |= {"grant_type": "password"}
            cookie = self._sign_in(credentials, cancel)
        else:
            raise BadRequestError(
                f"{self._who} gives exports to those only who are logged in.", remedy=self._remedy
            )
        response = self._http.post(
            f"{self._root}/oauth/token",
            form,
            {"Cookie": cookie} if cookie else None,
            max_bytes=_BYTES,
            cancel=cancel,
            who=self._who,
        )
        self._take(self._read(response))

    def _take(self, document: Mapping[str, Any]) -> None:
        token, seconds = document.get("access_token"), document.get("expires_in")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise BadAnswerError(f"{self._who} gave no token.", remedy="Try again later.")
        known = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        self._token = token
        self._until = self._clock() + (float(seconds or 0) if known else 0.0) - _MARGIN

    def _sign_in(self, credentials: Credentials, cancel: threading.Event | None) -> str:
        """Sign in as a browser does, and return the cookies of the session."""
        url = f"{self._root}/users/sign_in"
        first = self._http.get(url, None, _JSON, max_bytes=_BYTES, cancel=cancel, who=self._who)
        csrf = first.headers.get("x-csrf-token", "")
        if not csrf:
            raise BadAnswerError(
                f"{self._who} gives no CSRF token to sign in with.",
                remedy="Use client_id and client_secret of an application instead.",
            )
        user = {"login": credentials["username"], "password": credentials["password"]}
        body = {"authenticity_token": csrf, "user": {**user, "remember_me": True}}
        headers = {**_JSON, "X-CSRF-Token": csrf, "Cookie": _cookies(first)}
        second = self._http.post(
            url,
            msgspec.json.encode(body),
            headers,
            max_bytes=_BYTES,
            cancel=cancel,
            who=self._who,
        )
        self._read(second)
        return _cookies(first, second)

    def _read(self, response: Response) -> dict[str, Any]:
        """Read an answer to a login; its words are not repeated, as they may hold what was sent."""
        try:
            document = msgspec.json.decode(response.body)
        except msgspec.DecodeError:
            document = None
        if response.status in (400, 401, 403, 422) or (
            isinstance(document, dict) and {"errors", "error"} & document.keys()
        ):
            words = f"{self._who} refuses the login."
            self._refuse(words)
            raise BadRequestError(words, remedy=f"Correct it. {self._remedy}")
        if response.status >= _OK or not isinstance(document, dict):
            raise BadAnswerError(
                f"{self._who} answered {response.status} to the login, not as it should.",
                remedy="Try again later.",
            )
        return document


def _cookies(*responses: Response) -> str:
    """Return the cookies that were set, the later ones in place of the earlier."""
    jar: dict[str, str] = {}
    for response in responses:
        for line in response.headers.get("set-cookie", "").splitlines():
            cookie = SimpleCookie()
            try:
                cookie.load(line)
            except CookieError:
                continue
            jar.update({key: morsel.coded_value for key, morsel in cookie.items()})
    return "; ".join(f"{key}={value}" for key, value in jar.items())
