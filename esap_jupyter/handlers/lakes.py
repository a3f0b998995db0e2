"""Lakes: which there are, who one is there, what they store on."""

import msgspec

from ..models.lake import Lake, LakeAccount, Rse, Scope
from .base import EsapHandler
from .operation import operation

__all__ = [
    "LakeAccountHandler",
    "LakeHandler",
    "LakeKeysHandler",
    "LakeRsesHandler",
    "LakeScopesHandler",
    "LakesHandler",
]


class RsesQuery(msgspec.Struct, kw_only=True):
    """Which storage elements: an expression of Rucio, or all."""

    expression: str = ""


class LakesHandler(EsapHandler):
    """All lakes."""

    path = "lakes"

    @operation("List the data lakes, contacting none", answer=list[Lake])
    async def get(self) -> list[Lake]:
        """List the lakes as they are known."""
        return await self.run(lambda esap: esap.lakes.list())


class LakeHandler(EsapHandler):
    """One lake."""

    path = "lakes/{lake}"

    @operation("Contact a lake; its state tells what came of it", answer=Lake)
    async def get(self, lake: str) -> Lake:
        """Ask the lake for its version."""
        return await self.run(lambda esap: esap.lakes.check(lake), online=True)


class LakeAccountHandler(EsapHandler):
    """Who one is in a lake."""

    path = "lakes/{lake}/account"

    @operation("Say who one is in a lake, and how much room there is", answer=LakeAccount)
    async def get(self, lake: str) -> LakeAccount:
        """Ask for account and quota."""
        return await self.run(lambda esap: esap.lakes.get(lake).accounts.look(), online=True)


class LakeScopesHandler(EsapHandler):
    """The scopes of a lake."""

    path = "lakes/{lake}/scopes"

    @operation("List the scopes of a lake, one's own first", answer=list[Scope])
    async def get(self, lake: str) -> list[Scope]:
        """Ask for the scopes."""
        return await self.run(lambda esap: esap.lakes.get(lake).accounts.scopes(), online=True)


class LakeRsesHandler(EsapHandler):
    """The storage elements of a lake."""

    path = "lakes/{lake}/rses"

    @operation("List the storage elements of a lake", answer=list[Rse], query=RsesQuery)
    async def get(self, lake: str, query: RsesQuery) -> list[Rse]:
        """Ask for the storage elements."""
        return await self.run(
            lambda esap: esap.lakes.get(lake).storage.rses(query.expression), online=True
        )


class LakeKeysHandler(EsapHandler):
    """The keys of metadata of a lake."""

    path = "lakes/{lake}/keys"

    @operation("List keys of metadata that can be searched by", answer=list[str])
    async def get(self, lake: str) -> list[str]:
        """Ask for the keys."""
        return await self.run(
            lambda esap: esap.lakes.get(lake).collections.metadata_keys(), online=True
        )
