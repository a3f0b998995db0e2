"""Logs in to a Rucio server, and keeps its token in memory."""

import threading
import time
from collections.abc import Callable, Mapping

import msgspec

from ..catalogue import LakeEntry
from ..errors import BadAnswerError, BadRequestError, EsapError, LoginRefusedError
from ..identity import Credential
from ..net import HttpClient
from ..net.tls import Tls
from .proof import sendable, token_end
from .refusals import ExpiredError, lake_refusal

__all__ = ["CredentialSource", "Refuse", "Session"]

_WAYS = {"userpass": "userpass", "x509": "x509", "x509_proxy": "x509_proxy"}
_MARGIN = 60.0
_SECONDS = 60.0
_MANY = 206


CredentialSource = Callable[[str], Credential]
"""Gives a fresh credential, but not with a token that was refused; or says how to log in."""

Refuse = Callable[[str, str], None]
"""Is told which credential (its digest) the lake does not take, and in what words it said so."""


class _Token(msgspec.Struct, frozen=True):
    text: str
    whose: str
    account: str
    expires: float | None
    is_given: bool

    def __repr__(self) -> str:
        return f"<token of {self.account!r}>"


class Session:
    """Who one is at one lake.

    Parameters
    ----------
    entry
        The lake.
    credential
        Gives what one logs in with.
    client
        Makes the client that knows a certificate.
    refuse
        Told of a credential that the lake does not take.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        entry: LakeEntry,
        credential: CredentialSource,
        client: Callable[[Tls], HttpClient],
        refuse: Refuse = lambda _digest, _reason: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._entry = entry
        self._credential = credential
        self._client = client
        self._refuse = refuse
        self._clock = clock
        self._lock = threading.Lock()
        self._token: _Token | None = None

    @property
    def account(self) -> str:
        """The account that was logged in to last, as far as the server has told."""
        token = self._token
        return token.account if token else ""

    @property
    def expires(self) -> float | None:
        """When the token ends, in Unix seconds."""
        token = self._token
        return token.expires if token else None

    def headers(self, refused: str = "") -> dict[str, str]:
        """Return the headers that prove who one is, logging in where need be.

        Parameters
        ----------
        refused
            A token that the server takes no longer, which is not given again.

        Raises
        ------
        LoginRefusedError
            The lake does not know one, or the token is refused for good.
        NotLoggedInError
            There is nothing to log in with.
        BadRequestError
            The credential cannot be sent.
        """
        with self._lock:
            credential = self._credential(refused)
            whose = credential.digest
            token = self._token
            if token is None or token.whose != whose or self._is_over(token, refused):
                token = self._token = self._logged_in(credential, whose, refused)
            vo = {"X-Rucio-VO": self._entry.vo} if self._entry.vo else {}
            return {"X-Rucio-Auth-Token": token.text, **vo}

    def refuse(self, text: str, reason: str) -> None:
        """Take note that a new token was not taken either.

        Where the lake itself gave the token, what one logs in with is good all the same.
        """
        token = self._token
        if token is not None and token.text == text and token.is_given:
            self._refuse(token.whose, reason)

    def forget(self) -> None:
        """Forget the token; the next request logs in again."""
        with self._lock:
            self._token = None

    def _is_over(self, token: _Token, refused: str) -> bool:
        if token.text == refused:
            return True
        return token.expires is not None and token.expires - _MARGIN < self._clock()

    def _logged_in(self, credential: Credential, whose: str, refused: str) -> _Token:
        if credential.kind in _WAYS:
            return self._asked(credential, whose)
        if not credential.token:
            raise BadRequestError(
                f"{self._entry.name} takes no login of the kind {credential.kind}.",
                remedy="Log in with a password, a certificate or by OIDC.",
            )
        if credential.token == refused:
            reason = f"{self._entry.name} does not take the token."
            self._refuse(whose, reason)
            raise LoginRefusedError(
                reason,
                remedy="Log in again, or ask the lake's operators to map it to your account.",
            )
        return _Token(
            credential.token, whose, credential.account, credential.expires, is_given=True
        )

    def _asked(self, credential: Credential, whose: str) -> _Token:
        """Ask for a token, as ``/auth/userpass``, ``/auth/x509`` and ``/auth/x509_proxy`` give."""
        account = credential.account or self._entry.account
        headers = {"X-Rucio-Account": account, "X-Rucio-VO": self._entry.vo}
        headers["X-Rucio-AppID"] = self._entry.app_id
        tls = Tls(ca=self._entry.ca_path)
        if credential.kind == "userpass":
            headers |= {
                "X-Rucio-Username": credential.username,
                "X-Rucio-Password": credential.password,
            }
        else:
            tls = Tls(ca=tls.ca, certificate=credential.certificate, key=credential.key)
        url = f"{self._entry.auth_base}/auth/{_WAYS[credential.kind]}"
        answer = self._client(tls).get(
            url,
            headers=sendable(headers),
            total_timeout=min(_SECONDS, self._entry.timeout),
            who=self._entry.name,
        )
        problem = lake_refusal(
            answer.status,
            answer.headers,
            answer.body,
            who=self._entry.name,
            secrets=[credential.password],
        )
        if isinstance(problem, ExpiredError):
            self._refuse(whose, problem.message)
            raise LoginRefusedError(problem.message, remedy="Check name, password and account.")
        if problem is not None:
            raise problem
        text = answer.headers.get("x-rucio-auth-token", "")
        if not text:
            raise self._no_token(answer.status, answer.headers)
        account = answer.headers.get("x-rucio-auth-account", account)
        return _Token(text, whose, account, token_end(answer.headers), is_given=False)

    def _no_token(self, status: int, headers: Mapping[str, str]) -> EsapError:
        accounts = headers.get("x-rucio-auth-accounts", "")
        if status == _MANY or accounts:
            named = ", ".join(filter(None, map(str.strip, accounts.split(","))))
            return BadRequestError(
                f"{self._entry.name} knows you by several accounts: {named}.",
                remedy="Name one of them as the account.",
            )
        return BadAnswerError(
            f"{self._entry.name} gave no token.",
            remedy="Correct auth_url of the lake in the catalogue.",
        )
