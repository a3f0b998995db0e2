"""Data lakes from Python."""

from ..errors import BadRequestError
from .lake_handle import DataLake
from .lake_lists import LakeList

__all__ = ["lake", "lakes"]


def lakes() -> LakeList:
    """List the data lakes of this deployment, as they are known; none is contacted."""
    from .. import api

    return LakeList(api.platform().lakes.list())


def lake(id: str) -> DataLake:  # noqa: A002  (what it is called everywhere)
    """Return a data lake, to search it, to have data brought near, and to store in it.

    Raises
    ------
    NotFoundError
        There is none of that id.
    NotAvailableError
        What describes it makes no sense.
    """
    from .. import api

    if not isinstance(id, str):
        raise BadRequestError(f"{id!r} is not the id of a lake.", remedy="Give one of lakes().")
    return DataLake(api.platform().lakes.get(id))
