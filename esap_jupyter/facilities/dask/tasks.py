"""A job as tasks of a Dask cluster, published so that they outlive whoever submitted them."""

import importlib
from typing import Any

from ...errors import NotAvailableError
from ..base import Seen
from . import remote

__all__ = ["library", "seen", "send", "stop_event"]

_ASK = 30.0


def send(client: Any, packed: bytes, number: int, key: str) -> str:
    """Submit a job by value, as workers need not have ESAP, and publish it with its end."""
    cloudpickle = library("cloudpickle")
    cloudpickle.register_pickle_by_value(remote)
    try:
        future = client.submit(remote.run, packed, number, _stop(key), key=key, pure=False)
        code = client.submit(remote.code_of, future, key=f"{key}-code", pure=False)
        client.publish_dataset(future, name=key)
        client.publish_dataset(code, name=f"{key}-code")
    finally:
        cloudpickle.unregister_pickle_by_value(remote)
    return key


def seen(client: Any, key: str, known: set[str], at_work: set[str]) -> Seen:
    """Say how a job is.

    Parameters
    ----------
    client
        Of the cluster.
    key
        Of the job's task.
    known
        The keys that are published.
    at_work
        The keys that workers have just now.
    """
    if key not in known:
        return Seen(state="lost", problem="The cluster does not know this job any more.")
    future = client.get_dataset(f"{key}-code")
    # What this client knows of a future that it has just asked for comes a moment later.
    is_there = client.who_has([future]).get(f"{key}-code")
    status = "finished" if is_there else str(future.status)
    if status == "pending":
        return Seen(state="running" if key in at_work else "queued", status=status)
    if status != "finished":
        return Seen(state="failed", status=status, problem=f"The cluster says: {status}.")
    code = int(future.result(timeout=_ASK))
    if code and stop_event(client, key).is_set():
        return Seen(state="killed", status="killed")
    if code:
        return Seen(state="failed", status=status, problem=f"It ended with exit code {code}.")
    return Seen(state="done", status=status)


def stop_event(client: Any, key: str) -> Any:
    """Return the event that ends a job when set."""
    return library("distributed").Event(_stop(key), client=client)


def library(name: str) -> Any:
    """Import what may be missing, and whose types are not told."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NotAvailableError(
            f"The package {name} is not installed in this environment.",
            remedy="Install esap-jupyter[dask].",
        ) from error


def _stop(key: str) -> str:
    return f"{key}-stop"
