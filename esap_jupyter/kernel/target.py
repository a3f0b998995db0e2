"""The comm target `esap`, which the front end opens to hand a result over."""

from functools import partial
from typing import Any

from .handover import Handover
from .namespace import Namespace

__all__ = ["TARGET", "register"]

TARGET = "esap"


def register() -> None:
    """Register the comm target in this process; outside IPython it does nothing."""
    from comm import get_comm_manager
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        opened = partial(_opened, Namespace(shell.user_ns))
        get_comm_manager().register_target(TARGET, opened)


def _opened(namespace: Namespace, comm: Any, message: dict[str, Any]) -> None:
    Handover(comm=comm, namespace=namespace, data=message["content"]["data"]).start()
