"""From the parameters of a TAP request to the rows of its answer."""

from collections.abc import Callable, Mapping

from ..adql.engine import Engine
from .parameters import sync_request
from .replies import Rows
from .requests import Parameters
from .uploads import read_uploads

__all__ = ["Queries"]


class Queries:
    """Starts queries, be they synchronous or not.

    Parameters
    ----------
    engine
        The locked database.
    """

    def __init__(self, *, engine: Engine) -> None:
        self._engine = engine

    def start(
        self,
        parameters: Parameters,
        files: Mapping[str, bytes],
        *,
        seconds: float,
        cancelled: Callable[[], bool],
    ) -> Rows:
        """Start a query.

        Parameters
        ----------
        parameters
            As TAP 1.1, section 2.7, names them.
        files
            Uploaded files by the name of their field.
        seconds
            How long it may compute.
        cancelled
            Says whether nobody waits any more.

        Raises
        ------
        EsapError
            It cannot be answered.
        """
        wanted = sync_request(parameters)
        uploads = read_uploads(parameters.every("UPLOAD"), files)
        answer = self._engine.run(
            wanted.query,
            maxrec=wanted.maxrec,
            seconds=seconds,
            cancelled=cancelled,
            uploads=uploads,
        )
        return Rows(answer=answer, serialization=wanted.serialization, media_type=wanted.media_type)
