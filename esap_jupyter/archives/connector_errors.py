"""Tells a mistake of a connector from one of ESAP, and from a full disk."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import ConnectorError, EsapError

__all__ = ["connector_of"]

_logger = logging.getLogger(__name__)
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


@contextmanager
def connector_of(who: str) -> Iterator[None]:
    """Run code of an archive's connector, which somebody else may have written.

    Parameters
    ----------
    who
        What to call the archive.

    Raises
    ------
    ConnectorError
        The connector raised something that is no `EsapError`; its traceback is in the log.
    """
    try:
        yield
    except EsapError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _DISK:
            raise
        _logger.exception("The connector of %s failed.", who)
        raise ConnectorError(
            f"{who} could not be asked: its connector failed with {_cause(error)}",
            remedy="Tell whoever made the connector; the log has the traceback.",
        ) from error


def _cause(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else f"{type(error).__name__}."
