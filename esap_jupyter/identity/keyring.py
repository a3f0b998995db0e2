"""The keyring of the system, where the operator or the person wants it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..errors import NotAvailableError

__all__ = ["KeyringBox"]

_SERVICE = "esap-jupyter"


class KeyringBox:
    """Keeps texts by names in the keyring, through the package ``keyring``."""

    def get(self, name: str) -> dict[str, str] | None:
        """Return what is kept by a name.

        Raises
        ------
        NotAvailableError
            The package is not installed, or the keyring is locked or missing.
        """
        text = self._do("get_password", name)
        try:
            return msgspec.json.decode(text, type=dict[str, str]) if text else None
        except msgspec.MsgspecError:
            raise NotAvailableError(
                "What the keyring has of ESAP is damaged.",
                remedy=f"Delete its entries of {_SERVICE} and log in again.",
            ) from None

    def put(self, name: str, values: Mapping[str, str]) -> None:
        """Keep something in place of what was there; otherwise like `get`."""
        self._do("set_password", name, msgspec.json.encode(dict(values)).decode())

    def delete(self, name: str) -> bool:
        """Forget it, and tell whether there was something; otherwise like `get`."""
        if self.get(name) is None:
            return False
        self._do("delete_password", name)
        return True

    @staticmethod
    def _do(what: str, *arguments: str) -> Any:
        try:
            import keyring
            from keyring.errors import KeyringError
        except ModuleNotFoundError:
            raise NotAvailableError(
                "Secrets are to be kept in the keyring, but the package keyring is not installed.",
                remedy='Install keyring, or write store = "file" in [identity] of the catalogue.',
            ) from None
        try:
            return getattr(keyring, what)(_SERVICE, *arguments)
        except KeyringError as error:
            raise NotAvailableError(
                f"The keyring does not work: {type(error).__name__}.",
                remedy='Unlock it, or write store = "file" in [identity] of the catalogue.',
            ) from None
