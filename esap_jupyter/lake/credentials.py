"""What a lake needs to know of a login, whoever keeps it."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

__all__ = ["Credential", "CredentialSource"]


class Credential(Protocol):
    """Proof of who one is; what does not belong to its kind is empty or None."""

    @property
    def kind(self) -> str:
        """``userpass``, ``x509``, ``x509_proxy``, ``oidc`` or ``token``."""

    @property
    def account(self) -> str:
        """The account that is meant, or empty for the usual one."""

    @property
    def username(self) -> str:
        """The name of ``userpass``."""

    @property
    def password(self) -> str:
        """The password of ``userpass``."""

    @property
    def token(self) -> str:
        """The token of ``oidc`` and ``token``."""

    @property
    def certificate(self) -> Path | None:
        """The file of the certificate, or of the proxy."""

    @property
    def key(self) -> Path | None:
        """The file of the certificate's key, where it is another."""

    @property
    def expires(self) -> float | None:
        """When it ends, in Unix seconds, where that is known."""


CredentialSource = Callable[[], Credential]
"""Gives a fresh credential, or raises the error that says how to log in."""
