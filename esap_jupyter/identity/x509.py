"""Certificates and proxies in files: whose they are, until when, and who can read them."""

import os
import stat
from pathlib import Path

from ..errors import BadRequestError
from .der import Certificate, first_certificate

__all__ = ["check_key", "default_proxy", "read_certificate"]

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LARGEST = 1 << 20


def read_certificate(path: Path) -> Certificate:
    """Read whom a file's certificate names; nothing of the file is repeated in an error.

    Raises
    ------
    BadRequestError
        There is no such file, or no certificate in it.
    """
    try:
        with path.open("rb") as file:
            return first_certificate(file.read(_LARGEST))
    except OSError as error:
        why = error.strerror or "it cannot be opened"
    except ValueError as error:
        why = str(error)
    raise BadRequestError(
        f"{path} cannot be used as a certificate: {why}.",
        remedy="Choose a file in PEM, such as usercert.pem or a proxy.",
    )


def check_key(path: Path) -> None:
    """Refuse a key of one's own that others can read, as grid tools do.

    Raises
    ------
    BadRequestError
        They can, or there is no such file.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise BadRequestError(
            f"The key {path} cannot be used: {error.strerror}.", remedy="Choose another file."
        ) from None
    is_mine = os.name != "posix" or status.st_uid == os.geteuid()
    if os.name == "posix" and is_mine and status.st_mode & _OTHERS:
        raise BadRequestError(
            f"The key {path} can be read by others, so it is not used.",
            remedy=f"Make it yours alone: chmod 600 {path}",
        )


def default_proxy() -> Path | None:
    """Return where grid tools put a proxy, if this person's is there."""
    if os.name != "posix":
        return None
    path = Path(f"/tmp/x509up_u{os.geteuid()}")  # noqa: S108  (where grid tools put it)
    try:
        status = path.lstat()
    except OSError:
        return None
    # The folder is everybody's, so what lies there counts only where nobody else can have put it.
    is_mine = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
    return path if is_mine and not status.st_mode & _OTHERS else None
