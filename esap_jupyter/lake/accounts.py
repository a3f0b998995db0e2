"""Who one is in a lake: account, scopes, quota."""

from contextlib import closing
from typing import Any

from ..errors import BadAnswerError
from ..models import LakeAccount, Quota, Scope
from .client import RucioClient
from .records import at_most, list_of, quota_of, text_of

__all__ = ["Accounts"]


class Accounts:
    """The person's account in one lake.

    Parameters
    ----------
    client
        Asks the lake.
    """

    def __init__(self, client: RucioClient) -> None:
        self._client = client
        self._named: tuple[str, str] | None = None

    def name(self) -> str:
        """Return the account's name; asked once a login."""
        token = self._client.session.headers()["X-Rucio-Auth-Token"]
        if self._named is None or self._named[0] != token:
            self._named = token, str(self._whoami()["account"])
        return self._named[1]

    def look(self) -> LakeAccount:
        """Return account and quota, asked for anew."""
        about = self._whoami()
        name = str(about["account"])
        attributes = list_of(self._client.json("GET", "accounts", name, "attr", ""))
        entry, session = self._client.entry, self._client.session
        return LakeAccount(
            lake=entry.id,
            account=name,
            vo=entry.vo,
            type=str(about.get("account_type") or ""),
            admin=name == "root" or any(map(_is_admin, attributes)),
            quotas=self.quotas(name),
            expires=session.expires,
        )

    def quotas(self, name: str) -> list[Quota]:
        """Return what an account uses of each RSE, and of each expression with a limit."""
        used: list[Quota] = []
        for where in ("local", "global"):
            with closing(self._client.lines("GET", "accounts", name, "usage", where)) as lines:
                used += map(quota_of, at_most(lines))
        return sorted(used, key=lambda each: each.rse)

    def scopes(self) -> list[Scope]:
        """List the scopes of the lake, the account's own first."""
        all_ = map(text_of, list_of(self._client.json("GET", "scopes", "")))
        told = self._client.json("GET", "accounts", self.name(), "scopes", "")
        own = set(map(text_of, list_of(told)))
        scopes = [Scope(name=each, own=each in own) for each in all_]
        return sorted(scopes, key=lambda scope: (not scope.own, scope.name))

    def _whoami(self) -> dict[str, Any]:
        about = self._client.json("GET", "accounts", "whoami")
        if not isinstance(about, dict) or not about.get("account"):
            raise BadAnswerError(
                f"{self._client.entry.name} does not say who you are there.",
                remedy="Log in again, or ask the lake's operators.",
            )
        return about


def _is_admin(attribute: Any) -> bool:
    if not isinstance(attribute, dict):
        return False
    return attribute.get("key") == "admin" and attribute.get("value") in (True, "True", "true", 1)
