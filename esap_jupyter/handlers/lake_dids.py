"""What a lake has: listings of DIDs, and all about one of them.

A DID is an argument of the address, never a part of its path, as names may hold anything.
"""

from http import HTTPStatus
from typing import Annotated

import msgspec

from ..lake.dids import DidName
from ..models.lake import DidDetails, DidPage, DidQuestion, LakeFile, Listing, Replica
from .base import EsapHandler
from .operation import operation

__all__ = [
    "LakeContentHandler",
    "LakeDidHandler",
    "LakeFilesHandler",
    "LakeListingHandler",
    "LakeListingsHandler",
    "LakeReplicasHandler",
]

Offset = Annotated[int, msgspec.Meta(ge=0)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class DidQuery(msgspec.Struct, kw_only=True):
    """Which DID, as ``scope:name``."""

    did: str


class DidPageQuery(msgspec.Struct, kw_only=True):
    """Which DID, and which of what it holds."""

    did: str
    offset: Offset = 0
    limit: Limit = 100


class FilesQuery(msgspec.Struct, kw_only=True):
    """Which DID, and which of its files; Rucio takes up to a minute for a thousand of them."""

    did: str
    offset: Offset = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class PageQuery(msgspec.Struct, kw_only=True):
    """Which rows, and how many seconds to wait for them."""

    offset: Offset = 0
    limit: Limit = 100
    wait: Annotated[float, msgspec.Meta(ge=0, le=30)] = 0.0


class LakeListingsHandler(EsapHandler):
    """The listings of a lake."""

    path = "lakes/{lake}/listings"

    @operation("Start to list DIDs", answer=Listing, body=DidQuestion, status=HTTPStatus.ACCEPTED)
    async def post(self, lake: str, body: DidQuestion) -> Listing:
        """Start a listing and answer at once."""
        return await self.run(lambda esap: esap.lakes.get(lake).listings.start(body), online=True)


class LakeListingHandler(EsapHandler):
    """One listing."""

    path = "lakes/{lake}/listings/{listing}"

    @operation("Give rows of a listing, also while it runs", answer=DidPage, query=PageQuery)
    async def get(self, lake: str, listing: str, query: PageQuery) -> DidPage:
        """Wait for a page of it."""
        return await self.run(
            lambda esap: (
                esap.lakes.get(lake)
                .listings.get(listing)
                .page(query.offset, query.limit, query.wait)
            ),
            online=True,
        )

    @operation("Stop and forget a listing")
    async def delete(self, lake: str, listing: str) -> None:
        """Stop it."""
        await self.run(lambda esap: esap.lakes.get(lake).listings.remove(listing))


class LakeDidHandler(EsapHandler):
    """One DID."""

    path = "lakes/{lake}/did"

    @operation("Describe a DID: metadata, parents", answer=DidDetails, query=DidQuery)
    async def get(self, lake: str, query: DidQuery) -> DidDetails:
        """Ask for all that is cheaply known of it."""
        did = DidName.parse(query.did)
        return await self.run(
            lambda esap: esap.lakes.get(lake).collections.details(did), online=True
        )


class LakeContentHandler(EsapHandler):
    """What a DID holds."""

    path = "lakes/{lake}/content"

    @operation("List what a collection holds, one level", answer=DidPage, query=DidPageQuery)
    async def get(self, lake: str, query: DidPageQuery) -> DidPage:
        """Ask for some of what it holds."""
        did = DidName.parse(query.did)
        return await self.run(
            lambda esap: esap.lakes.get(lake).collections.content(did, query.offset, query.limit),
            online=True,
        )


class LakeFilesHandler(EsapHandler):
    """The files of a DID."""

    path = "lakes/{lake}/files"

    @operation(
        "List the files of a DID as seen from here, all levels",
        answer=list[LakeFile],
        query=FilesQuery,
    )
    async def get(self, lake: str, query: FilesQuery) -> list[LakeFile]:
        """Ask where some of its files are; where there are ``limit`` of them, there may be more."""
        did = DidName.parse(query.did)
        return await self.run(
            lambda esap: esap.lakes.get(lake).replicas.files(did, query.offset, query.limit),
            online=True,
        )


class LakeReplicasHandler(EsapHandler):
    """The replicas of a DID."""

    path = "lakes/{lake}/replicas"

    @operation(
        "List where the files of a DID are, all levels", answer=list[Replica], query=FilesQuery
    )
    async def get(self, lake: str, query: FilesQuery) -> list[Replica]:
        """Ask for the replicas of some files; where there are ``limit``, there may be more."""
        did = DidName.parse(query.did)
        return await self.run(
            lambda esap: esap.lakes.get(lake).replicas.page(did, query.offset, query.limit),
            online=True,
        )
