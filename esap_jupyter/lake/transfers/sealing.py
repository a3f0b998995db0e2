"""What shows that this home, and no stranger, wrote a line of a list beside data."""

import hashlib
import hmac
import os
import secrets
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

__all__ = ["Seals"]

_KEY = "lake-seal.key"
_BYTES = 32


class Seals:
    """Seals texts by a secret of ESAP's home (HMAC-SHA-256, RFC 2104).

    A folder may come from anybody, with a list that says of any bytes that they were checked. Only
    a line with a seal of this home is believed.

    Parameters
    ----------
    home
        Gives ESAP's home, where the secret is kept for its owner alone.
    """

    def __init__(self, home: Callable[[], Path]) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._known: bytes | None = None

    def made(self, text: bytes) -> str:
        """Return the seal of a text; the secret is made where there is none.

        Raises
        ------
        OSError
            The home cannot be written.
        """
        key = self._key(make=True)
        if key is None:
            raise PermissionError(f"{self._home() / _KEY} cannot be read")
        return self._seal(key, text)

    def holds(self, seal: str, text: bytes) -> bool:
        """Tell whether a seal is of this home and of this text."""
        key = self._key(make=False) if seal else None
        if key is None:
            return False
        return hmac.compare_digest(self._seal(key, text).encode(), seal.encode())

    def _seal(self, key: bytes, text: bytes) -> str:
        return hmac.new(key, text, hashlib.sha256).hexdigest()

    def _key(self, *, make: bool) -> bytes | None:
        with self._lock:
            if self._known is None:
                path = self._home() / _KEY
                self._known = _read(path)
                if self._known is None and make:
                    _put(path, secrets.token_bytes(_BYTES))
                    self._known = _read(path)
            return self._known


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        content = path.read_bytes()
        # What is shorter could be guessed.
        return content if len(content) == _BYTES else None
    return None


def _put(path: Path, content: bytes) -> None:
    """Write a secret unless another process has; it appears whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:  # noqa: PTH123  (a handle, not a path)
            file.write(content)
        if _read(path) is None:
            path.unlink(missing_ok=True)
            with suppress(FileExistsError):
                os.link(name, path)
    except OSError:
        # Not all file systems know a second name.
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
