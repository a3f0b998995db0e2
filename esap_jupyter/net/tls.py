"""Whom a client trusts besides the system's authorities, and by which certificate it is known."""

import ssl
from pathlib import Path
from typing import NoReturn

import msgspec

from ..errors import BadRequestError

__all__ = ["Tls"]


class Tls(msgspec.Struct, frozen=True, kw_only=True):
    """What a TLS connection needs that the system does not have.

    Servers are always verified: there is no way to switch that off.

    Attributes
    ----------
    ca
        A file or hashed folder of authorities, trusted besides those of the system.
    certificate
        The client's certificate, with what it is signed by; it may hold the key too, as the
        proxies of grids do (RFC 3820).
    key
        The certificate's key, where it is a file of its own.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    @property
    def stamp(self) -> tuple[int, ...]:
        """Changes when one of the files was written anew, as a renewed proxy is."""
        return tuple(_changed(path) for path in (self.ca, self.certificate, self.key) if path)

    def without_certificate(self) -> "Tls":
        """Return the same without saying who one is."""
        return Tls(ca=self.ca)

    def context(self) -> ssl.SSLContext:
        """Read the files.

        Raises
        ------
        BadRequestError
            One of them is missing or makes no sense.
        """
        made = ssl.create_default_context()
        if self.ca is not None:
            self._trust(made, self.ca)
        if self.certificate is not None:
            try:
                # Without a password given, OpenSSL would ask for one at the terminal.
                made.load_cert_chain(self.certificate, self.key, password=_no_password)
            except (OSError, ValueError) as error:
                raise BadRequestError(
                    f"The certificate {self.certificate} cannot be used: {_words(error)}.",
                    remedy="Name a certificate and its key in PEM, the key without a password.",
                ) from None
        return made

    def _trust(self, context: ssl.SSLContext, ca: Path) -> None:
        try:
            if ca.is_dir():
                context.load_verify_locations(capath=ca)
            else:
                context.load_verify_locations(cafile=ca)
        except (OSError, ValueError) as error:
            raise BadRequestError(
                f"The authorities in {ca} cannot be read: {_words(error)}.",
                remedy="Name a file of certificates in PEM, or a folder of them.",
            ) from None


def _no_password() -> NoReturn:
    raise ValueError("its key has a password")


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return error.reason.lower().replace("_", " ") if error.reason else "it is no PEM"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
