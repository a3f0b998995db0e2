"""The comm target `esap`.

The front end opens it to hand a result over, to attach files of a lake, to ask for tables, or to
bind the paths of files that were staged.
"""

from functools import partial
from typing import Any

from .attaching import Attaching, asks_to_attach
from .filepaths import BindingPaths, asks_for_paths
from .giving import Giving, asks_for_tables
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
        get_comm_manager().register_target(TARGET, partial(_opened, shell))


def _opened(shell: Any, comm: Any, message: dict[str, Any]) -> None:
    data = message["content"]["data"]
    if asks_for_tables(data):
        Giving(comm=comm, variables=shell.user_ns, data=data).start()
    elif asks_to_attach(data):
        Attaching(
            comm=comm,
            namespace=Namespace(shell.user_ns),
            data=data,
            reserved=shell.user_ns_hidden,
        ).start()
    elif asks_for_paths(data):
        BindingPaths(comm=comm, namespace=Namespace(shell.user_ns), data=data).start()
    else:
        Handover(comm=comm, namespace=Namespace(shell.user_ns), data=data).start()
