"""Puts the sandbox's services together."""

from .database import Database
from .datalink import LINKS, DataLink
from .described import Described
from .files import Files
from .images import Images
from .requests import Service
from .scs import CONE_SEARCH, Scs
from .sia import SIA2, Sia
from .site import Site
from .soda import SODA_SYNC, Soda
from .spectra import Spectra
from .ssa import SSA, Ssa
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
    images = Images()
    files = Files(observations=observations, images=images)
    services: dict[str, Service] = {
        "tap": Tap(engine=database.engine, time_limit=time_limit),
        "datalink": Described(
            DataLink(observations=observations), path="datalink", standard=LINKS, resource="links"
        ),
        "soda": Described(
            Soda(observations=observations, images=images),
            path="soda",
            standard=SODA_SYNC,
            resource="sync",
        ),
        "sia2": Described(
            Sia(observations=observations), path="sia2", standard=SIA2, resource="query"
        ),
        "scs": Described(
            Scs(engine=database.engine, time_limit=time_limit),
            path="scs",
            standard=CONE_SEARCH,
            resource="query",
        ),
        "ssa": Described(
            Ssa(spectra=Spectra(observations)), path="ssa", standard=SSA, resource="query"
        ),
        "files": files,
        "previews": files,
    }
    return Site(services, close=database.close)
