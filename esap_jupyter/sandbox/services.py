"""Puts the sandbox's services together."""

from .database import Database
from .datalink import DataLink
from .files import Files
from .images import Images
from .requests import Service
from .site import Site
from .tap import Tap

__all__ = ["make_site"]


def make_site(database: Database, *, time_limit: float = 60.0) -> Site:
    """Make all services over a database.

    Parameters
    ----------
    database
        The filled database.
    time_limit
        Seconds after which a synchronous query is stopped.
    """
    observations = database.observations
    files = Files(observations=observations, images=Images())
    services: dict[str, Service] = {
        "tap": Tap(engine=database.engine, time_limit=time_limit),
        "datalink": DataLink(observations=observations),
        "files": files,
        "previews": files,
    }
    return Site(services, close=database.close)
