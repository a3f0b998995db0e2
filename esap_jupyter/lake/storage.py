"""The storage elements of a lake."""

from contextlib import closing

from ..models import Rse
from .client import RucioClient
from .records import at_most, rse_of, text_of

__all__ = ["Storage"]


class Storage:
    """The RSEs of one lake.

    Parameters
    ----------
    client
        Asks the lake.
    """

    def __init__(self, client: RucioClient) -> None:
        self._client = client

    def rses(self, expression: str = "") -> list[Rse]:
        """List the RSEs, or those of an expression such as ``site=lab|DAV1``.

        Of an expression Rucio answers with names only, so that these are then looked up.

        Raises
        ------
        BadRequestError
            The expression makes no sense, or nothing is of it.
        """
        mounted = self._client.entry.all_mounts
        with closing(self._client.lines("GET", "rses", "")) as lines:
            known = [rse_of(line, mounted) for line in at_most(lines)]
        if expression.strip():
            params = {"expression": expression.strip()}
            with closing(self._client.lines("GET", "rses", "", params=params)) as lines:
                named = {text_of(line.get("rse")) for line in at_most(lines)}
            known = [rse for rse in known if rse.name in named]
        return sorted(known, key=lambda rse: rse.name)
