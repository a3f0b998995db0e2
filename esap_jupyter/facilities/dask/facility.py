"""A Dask cluster that runs notebooks and scripts, as DIRAC does."""

import hashlib
import secrets
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from ...errors import (
    EsapError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from ...models.facilities import BatchJob, BatchLog
from ..base import Batches, Fit, Seen, Submitted, Tell, Tools
from ..bundle import Batch, Bundle
from ..diracx.outputs import outputs_in
from ..diracx.packing import pack, unpack_output
from ..diracx.work import OUTPUTS, work_of
from ..fitting import compared
from .tasks import library, seen, send, stop_event

__all__ = ["DaskFacility", "DaskOptions"]

_CONNECT = 10.0
_FETCH = 600.0
_LARGEST = 32 << 20
_LONGEST_LOG = 1 << 20


class DaskOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a catalogue says of a cluster, in ``[facilities.<id>.options]``.

    Attributes
    ----------
    scheduler
        Address of its scheduler, such as ``tcp://10.0.0.1:8786`` or ``tls://…``.
    python
        What runs notebooks and scripts at its workers.
    lake
        The lake that DIDs without one are meant in.
    """

    scheduler: str = ""
    python: str = "python3"
    lake: str = ""


class DaskFacility(Batches):
    """One cluster, whose scheduler an operator has named.

    Jobs are published at the scheduler, so that they outlive whoever submitted them; they do not
    outlive the scheduler.

    Parameters
    ----------
    entry
        The facility's entry; its address is that of the cluster's dashboard.
    tools
        What it works with.
    """

    poll = 5.0

    def __init__(self, *, entry: Any, tools: Tools) -> None:
        super().__init__(entry=entry, tools=tools)
        self._options = _options(entry)
        self._connected: Any = None
        self._connecting = threading.Lock()

    def check(self) -> None:
        """Ask the scheduler which workers it has.

        Raises
        ------
        EsapError
            It cannot be reached, or has none.
        """
        with self._cluster() as client:
            workers = client.scheduler_info(n_workers=-1).get("workers", {})
        if not workers:
            raise NotAvailableError(
                f"{self.entry.name} has no workers.", remedy="Start some, or tell its operators."
            )

    def fit(self, bundle: Bundle) -> Fit:
        """Compare what a notebook needs with what the catalogue says of it."""
        return compared(self.entry, bundle.needs)

    def describe(self, batch: Batch) -> str:
        """Say which files would go, and how often they are run."""
        work = work_of(batch, python=self._options.python, lake=self._options.lake)
        files = ", ".join(piece.name for piece in work.pieces)
        return f"{work.count} x esap-run.sh at {self._options.scheduler}, with: {files}"

    def submit(self, batch: Batch, tell: Tell, cancel: threading.Event) -> list[Submitted]:
        """Send the files, and a task for each set of parameters."""
        work = work_of(batch, python=self._options.python, lake=self._options.lake)
        if work.input_data:
            raise NotAvailableError(
                f"{self.entry.name} brings no files by LFN.", remedy="Name them in a lake."
            )
        tell("packing")
        with tempfile.TemporaryDirectory(prefix=".esap-dask-", dir=self.tools.home()) as way:
            path = Path(way) / "input.tar.bz2"
            self.tools.compute.run(
                pack, list(work.pieces), str(path), largest=_LARGEST, cancel=cancel, lane="decode"
            )
            packed = path.read_bytes()
        tell("sending")
        group = secrets.token_hex(8)
        many = len(batch.sweep) > 1
        with self._cluster() as client:
            return [
                Submitted(
                    remote=send(client, packed, number, f"esap-{group}-{number}"),
                    name=f"{batch.name} {number + 1}" if many else batch.name,
                    status="pending",
                    parameters=dict(parameters),
                )
                for number, parameters in enumerate(batch.sweep)
            ]

    def look(self, jobs: Sequence[BatchJob]) -> dict[str, Seen]:
        """Ask the scheduler; what it has forgotten, as after a restart, is lost."""
        with self._cluster() as client:
            known = set(client.list_datasets())
            at_work = {str(key) for keys in client.processing().values() for key in keys}
            return {job.id: seen(client, job.remote, known, at_work) for job in jobs}

    def kill(self, job: BatchJob) -> None:
        """Have the worker end the job's process; one that waits ends when its turn comes."""
        with self._cluster() as client:
            self._published(client, job)
            stop_event(client, job.remote).set()

    def fetch(self, job: BatchJob, folder: Path, tell: Tell, cancel: threading.Event) -> list[Path]:
        """Bring what the job gave; it stays at the cluster."""
        tell("fetching")
        checksum, packed = _summed(self._result(job))
        with tempfile.TemporaryDirectory(prefix=".esap-dask-", dir=folder) as way:
            path = Path(way) / "output.tar.bz2"
            path.write_bytes(packed)
            found = self.tools.compute.run(
                unpack_output, path, checksum, folder, cancel=cancel, lane="decode"
            )
        return outputs_in(folder, found, OUTPUTS)

    def log(self, job: BatchJob) -> BatchLog:
        """Return what a job has printed, once it has ended."""
        checksum, packed = _summed(self._result(job))
        lines = []
        with tempfile.TemporaryDirectory(prefix=".esap-dask-", dir=self.tools.home()) as way:
            path = Path(way) / "output.tar.bz2"
            path.write_bytes(packed)
            for each in unpack_output(path, checksum, Path(way)):
                if each.name in ("std.out", "std.err"):
                    text = each.read_bytes()[-_LONGEST_LOG:].decode("utf-8", errors="replace")
                    lines += [f"== {each.name} ==", text.rstrip()] if text.strip() else []
        return BatchLog(text="\n".join(lines))

    def close(self) -> None:
        """Leave the cluster; jobs go on there."""
        with self._connecting:
            if self._connected is not None:
                self._connected.close()
                self._connected = None
        super().close()

    def _result(self, job: BatchJob) -> bytes:
        with self._cluster() as client:
            future = self._published(client, job)
            if not client.who_has([future]).get(job.remote):
                raise NotFoundError(
                    f"{job.name} has given nothing (yet).", remedy="Wait for its end."
                )
            return bytes(future.result(timeout=_FETCH)[1])

    def _published(self, client: Any, job: BatchJob) -> Any:
        try:
            return client.get_dataset(job.remote)
        except KeyError as error:
            raise NotFoundError(
                f"{self.entry.name} does not know {job.name} any more.", remedy="Submit it again."
            ) from error

    @contextmanager
    def _cluster(self) -> Iterator[Any]:
        """Give the client, and put what goes wrong with it into our own words."""
        try:
            yield self._connection()
        except EsapError:
            raise
        except (OSError, TimeoutError, RuntimeError, ValueError) as error:
            self.close()
            raise UnreachableError(
                f"{self.entry.name} does not answer at {self._options.scheduler}: {error}.",
                remedy="See that the cluster runs, and correct its address in the catalogue.",
            ) from error

    def _connection(self) -> Any:
        distributed = library("distributed")
        with self._connecting:
            if self._connected is None or self._connected.status != "running":
                self._connected = distributed.Client(
                    self._options.scheduler,
                    timeout=_CONNECT,
                    set_as_default=False,
                    name="esap",
                )
            return self._connected


def _options(entry: Any) -> DaskOptions:
    table = f"[facilities.{entry.id}.options]"
    try:
        options = msgspec.convert(entry.options, DaskOptions)
    except msgspec.ValidationError as error:
        raise NotAvailableError(
            f"{entry.name} is not described as it should be: {error}.", remedy=f"Correct {table}."
        ) from error
    if "://" not in options.scheduler:
        raise NotAvailableError(
            f"{entry.name} has no scheduler in the catalogue.",
            remedy=f'Write scheduler = "tcp://…" in {table}.',
        )
    return options


def _summed(packed: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(packed).hexdigest(), packed
