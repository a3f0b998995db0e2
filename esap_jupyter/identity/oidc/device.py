"""Logs in by device code (RFC 8628): the person opens a page anywhere and types a code."""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec

from ...errors import BadAnswerError, CancelledError, EsapError, NotFoundError, UnreachableError
from ...models.identity import DeviceLogin, Identity
from ...wording import describe_error
from ..service import ServiceLogin
from .grant import Grant, GrantRefusedError
from .issuers import Issuers
from .metadata import is_safe

__all__ = ["DeviceLogins"]

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_INTERVAL = 5.0
_SLOWER = 5.0
_LONGEST_PAUSE = 60.0
_LIFETIME = 600.0
_LONGEST_LIFETIME = 3600.0


class _UnderWay:
    """One login: what is shown of it, and what ends it. The device code is in the thread only."""

    def __init__(self, shown: DeviceLogin) -> None:
        self.shown = shown
        self.cancel = threading.Event()


class DeviceLogins:
    """The logins by device code that are under way, one for each service.

    Parameters
    ----------
    issuers
        The issuers.
    finish
        Takes the grant, unless the event is set before all is done; what it raises is how the
        login failed.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        issuers: Issuers,
        finish: Callable[[ServiceLogin, Grant, threading.Event], Identity],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuers = issuers
        self._finish = finish
        self._clock = clock
        self._lock = threading.Lock()
        self._logins: dict[str, _UnderWay] = {}

    def start(self, service: ServiceLogin) -> DeviceLogin:
        """Ask the issuer for a code, and wait in the background until it has been typed.

        One that is under way is given up for it.

        Raises
        ------
        NotAvailableError
            There is no issuer, or it has no device codes.
        GrantRefusedError
            The issuer refuses.
        BadAnswerError
            Its answer makes no sense.
        """
        provider = self._issuers.provider(service)
        answer = provider.device(self._issuers.asked(service), threading.Event())
        shown = _shown(service, answer, provider.name, self._clock())
        login = _UnderWay(shown)
        with self._lock:
            before = self._logins.get(service.id)
            self._logins[service.id] = login
        if before is not None:
            before.cancel.set()
        code = str(answer["device_code"])
        threading.Thread(
            target=self._wait, args=(service, login, code), name="esap-device", daemon=True
        ).start()
        return shown

    def get(self, service: ServiceLogin) -> DeviceLogin:
        """Say how the login is.

        Raises
        ------
        NotFoundError
            None was started.
        """
        with self._lock:
            login = self._logins.get(service.id)
        if login is None:
            raise NotFoundError(
                f"No login to {service.name} by device code is under way.", remedy="Start one."
            )
        return login.shown

    def cancel(self, service: ServiceLogin) -> None:
        """Give it up, if there is one."""
        with self._lock:
            login = self._logins.get(service.id)
        if login is not None:
            login.cancel.set()
            self._change(login, state="cancelled")

    def close(self) -> None:
        """Give up all."""
        with self._lock:
            logins = list(self._logins.values())
        for login in logins:
            login.cancel.set()

    def _wait(self, service: ServiceLogin, login: _UnderWay, code: str) -> None:
        try:
            grant = self._granted(service, login, code)
            if not login.cancel.is_set():
                self._finish(service, grant, login.cancel)
        except CancelledError:
            self._change(login, state="cancelled")
        except BaseException as error:
            self._change(login, state="failed", error=describe_error(error))
            if not isinstance(error, EsapError):
                # A mistake of ours, or of a service's code: the log has it too.
                raise
        else:
            self._change(login, state="done")

    def _granted(self, service: ServiceLogin, login: _UnderWay, code: str) -> Grant:
        """Ask until the issuer has an answer (section 3.4 and 3.5)."""
        provider = self._issuers.provider(service)
        pause = login.shown.interval
        form = {"grant_type": _GRANT, "device_code": code}
        while True:
            if login.cancel.wait(pause):
                raise CancelledError("The login was cancelled.")
            if self._clock() > (login.shown.expires or 0.0):
                raise GrantRefusedError.made(provider.name, "expired_token")
            try:
                grant = provider.grant(form, login.cancel)
            except GrantRefusedError as error:
                if error.error == "slow_down":
                    pause = min(pause + _SLOWER, _LONGEST_PAUSE)
                elif error.error != "authorization_pending":
                    raise
            except UnreachableError:
                # An issuer that is busy for a moment does not end the login.
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                grant.audience = self._issuers.asked(service).get("audience", "")
                return grant

    def _change(self, login: _UnderWay, **changes: Any) -> None:
        with self._lock:
            if login.shown.state == "waiting":
                login.shown = msgspec.structs.replace(login.shown, **changes)


def _shown(service: ServiceLogin, answer: dict[str, Any], who: str, now: float) -> DeviceLogin:
    uri, whole = answer.get("verification_uri"), answer.get("verification_uri_complete")
    code = answer.get("user_code")
    named = isinstance(uri, str) and isinstance(code, str) and code.isprintable()
    if not named or not isinstance(answer.get("device_code"), str) or not is_safe(str(uri), who):
        raise BadAnswerError(
            f"{who} gave no code to log in with, or no safe page to type it at.",
            remedy="Log in another way, or tell the issuer's operators.",
        )
    lifetime = min(_seconds(answer.get("expires_in"), _LIFETIME), _LONGEST_LIFETIME)
    return DeviceLogin(
        id=secrets.token_hex(8),
        service=service.id,
        state="waiting",
        uri=str(uri),
        uri_complete=whole if isinstance(whole, str) and is_safe(whole, who) else None,
        code=str(code)[:64],
        interval=min(_seconds(answer.get("interval"), _INTERVAL), _LONGEST_PAUSE),
        expires=now + lifetime,
    )


def _seconds(value: Any, usual: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value > 0 else usual
