"""Logins: who one is at each service, logging in and out. What is secret only ever comes in."""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jupyter_server.services.contents.fileio import FileManagerMixin
from tornado import web

from ..errors import BadRequestError, EsapError, NotAvailableError
from ..models.identity import CodeLogin, DeviceLogin, Identity, LoginRequest
from .base import EsapHandler, status_of
from .login_page import failed_page, logged_in_page
from .operation import PAGE, operation

__all__ = [
    "CodeLoginHandler",
    "DeviceLoginHandler",
    "IdentitiesHandler",
    "IdentityHandler",
    "LoginCallbackHandler",
]

_CALLBACK = "esap/identity/callback"
_FILES = ("certificate", "key", "proxy")


class CallbackQuery(msgspec.Struct, kw_only=True):
    """What an issuer sends the browser back with (RFC 6749, 4.1.2; RFC 9207)."""

    state: str = ""
    code: str = ""
    error: str = ""
    iss: str = ""


class IdentitiesHandler(EsapHandler):
    """All services that one can log in to."""

    path = "identity"

    @operation("List who one is at each service", answer=list[Identity])
    async def get(self) -> list[Identity]:
        """List it as it is known; no service is asked."""
        return await self.run(lambda esap: esap.identities.list(), online=True)


class IdentityHandler(EsapHandler):
    """One service that one can log in to."""

    path = "identity/{service}"

    @operation("Say who one is at a service", answer=Identity)
    async def get(self, service: str) -> Identity:
        """Say it as it is known; the service is not asked."""
        return await self.run(lambda esap: esap.identities.get(service), online=True)

    @operation("Log in", answer=Identity, body=LoginRequest)
    async def put(self, service: str, body: LoginRequest) -> Identity:
        """Log in; it is kept when the service has taken it, not before."""
        request = self._placed(body)
        return await self.run(lambda esap: esap.identities.login(service, request), online=True)

    @operation("Log out", answer=Identity)
    async def delete(self, service: str) -> Identity:
        """Forget the login; an OIDC login, for all services of its issuer."""
        return await self.run(lambda esap: esap.identities.logout(service), online=True)

    def _placed(self, request: LoginRequest) -> LoginRequest:
        """Return the request with the paths of its files on disk; all have to be in the workspace.

        Nothing of a file is ever told: it is read as a certificate, or refused.
        """
        named = {key: getattr(request, key) for key in _FILES if getattr(request, key)}
        if not named:
            return request
        if not isinstance(self.contents_manager, FileManagerMixin):
            raise NotAvailableError(
                "The workspace of this server is not on disk, so a certificate cannot be read.",
                remedy="In a notebook, esap.login() takes files of its kernel's machine.",
            )
        paths = {key: str(self._inside(path)) for key, path in named.items()}
        return msgspec.structs.replace(request, **paths)

    def _inside(self, path: str) -> Path:
        contents: Any = self.contents_manager
        try:
            root = Path(contents._get_os_path("")).resolve()  # noqa: SLF001 (no public way)
            found = Path(contents._get_os_path(path.strip())).resolve()  # noqa: SLF001
        except (web.HTTPError, ValueError):
            found = root = Path("/")
        if found == root or not found.is_relative_to(root):
            raise BadRequestError(
                f"{path[:80]!r} is not a file in the workspace.",
                remedy="Choose a file below the folder that the file browser begins at.",
            )
        return found


class DeviceLoginHandler(EsapHandler):
    """The login by device code at a service."""

    path = "identity/{service}/device"

    @operation("Start a login by device code", answer=DeviceLogin, status=HTTPStatus.CREATED)
    async def post(self, service: str) -> DeviceLogin:
        """Ask the issuer for a code to type, and wait for it in the background."""
        return await self.run(lambda esap: esap.identities.start_device(service), online=True)

    @operation("Say how a login by device code is", answer=DeviceLogin)
    async def get(self, service: str) -> DeviceLogin:
        """Say whether it has been typed."""
        return await self.run(lambda esap: esap.identities.device(service))

    @operation("Give up a login by device code")
    async def delete(self, service: str) -> None:
        """Stop waiting."""
        await self.run(lambda esap: esap.identities.cancel_device(service))


class CodeLoginHandler(EsapHandler):
    """The login in the browser at a service."""

    path = "identity/{service}/code"

    @operation("Start a login in the browser", answer=CodeLogin, status=HTTPStatus.CREATED)
    async def post(self, service: str) -> CodeLogin:
        """Give the address that the browser is to open."""
        uri = self._here()
        return await self.run(lambda esap: esap.identities.start_code(service, uri), online=True)

    def _here(self) -> str:
        """Return the address of the callback as the browser sees it.

        Behind a proxy only the browser knows whether it is https; its word counts for this host
        only, and the issuer knows the addresses that may be.
        """
        told = urlsplit(self.request.headers.get("Origin", ""))
        scheme = self.request.protocol
        if told.netloc == self.request.host and told.scheme in ("http", "https"):
            scheme = told.scheme
        return f"{scheme}://{self.request.host}{self.base_url}{_CALLBACK}"


class LoginCallbackHandler(EsapHandler):
    """Where an issuer sends the browser back to."""

    path = "identity/callback"

    @operation("End a login in the browser", answer=PAGE, query=CallbackQuery)
    async def get(self, query: CallbackQuery) -> bytes:
        """Take the code, and answer with a page for the person."""
        identity = await self.run(
            lambda esap: esap.identities.finish_code(
                query.state, query.code, issuer=query.iss, error=query.error
            ),
            online=True,
        )
        return logged_in_page(identity)

    def send(self, answer: Any, status: HTTPStatus) -> None:
        """Send a page, which runs nothing and is kept nowhere."""
        self.set_status(status)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")
        self.finish(answer, set_content_type="text/html; charset=utf-8")

    def send_error_info(self, error: EsapError) -> None:
        """Send what went wrong as a page too, as a person reads it."""
        self.send(failed_page(error), status_of(error))
