"""Synchronising the basket with those of ESAP gateways, from Python."""

from ..errors import BadRequestError
from ..models import BasketGateway, SyncMode, SyncReport
from .progress import ActivityLine

__all__ = ["gateways", "restore", "sync"]

_MODES = ("read", "add", "merge")


def gateways() -> list[BasketGateway]:
    """List the gateways that keep a basket, as far as is known without asking them."""
    from .. import api

    return api.platform().gateways.list()


def sync(gateway: str, mode: SyncMode = "add") -> SyncReport:
    """Synchronise and wait, showing how it goes.

    Parameters
    ----------
    gateway
        Its id in the catalogue.
    mode
        ``read``, ``add`` or ``merge``; see `esap_jupyter.models.SyncMode`.

    Raises
    ------
    BadRequestError
        There is no such mode.
    NotFoundError
        There is no such gateway.
    EsapError
        One is not logged in, the gateway does not answer, or others write all the time.
    """
    from .. import api

    if mode not in _MODES:
        raise BadRequestError(
            f"{mode!r} is no way to synchronise.", remedy=f"Choose one of: {', '.join(_MODES)}."
        )
    line = ActivityLine()
    try:
        return api.platform().gateways.sync(gateway, mode, follow=line.update)
    finally:
        line.clear()


def restore(gateway: str, name: str) -> list[str]:
    """Put a gateway's basket, as it was before it was written over, into ours.

    Parameters
    ----------
    gateway
        Its id in the catalogue.
    name
        One of ``kept`` of the gateway.

    Returns
    -------
    list of str
        The ids of the items, whether they are new or were there.

    Raises
    ------
    NotFoundError
        There is no such gateway, or nothing of that name is kept.
    """
    from .. import api

    edit = api.platform().gateways.restore(gateway, name)
    return [*edit.ids, *edit.present]
