"""What jobs at facilities are made of, in tests."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from esap_jupyter.catalogue.facilities import FacilityEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import EsapError, NotFoundError
from esap_jupyter.facilities.base import Batches, Fit, Seen, Submitted, Tools
from esap_jupyter.facilities.bundle import Batch, Bundle
from esap_jupyter.facilities.diracx.facility import DiracFacility
from esap_jupyter.identity import Credential
from esap_jupyter.models.facilities import BatchJob, BatchLog, BatchRequest
from esap_jupyter.net import AddressGuard, HttpClient

__all__ = ["Said", "Somewhere", "batch", "dirac", "job_of", "notebook", "packed", "write_notebook"]


class Said:
    """Remembers what a facility told."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.notes: list[str] = []

    def __call__(
        self, message: str = "", *, progress: float | None = None, log: str = "", note: str = ""
    ) -> None:
        self.messages += [message] if message else []
        self.notes += [note] if note else []


def notebook(*cells: str, tags: dict[int, list[str]] | None = None, **more: Any) -> dict[str, Any]:
    """Make a notebook of code cells; ``tags`` by the index of the cell."""
    made = [
        {
            "cell_type": "code",
            "id": f"c{index}",
            "metadata": {"tags": (tags or {}).get(index, [])},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for index, source in enumerate(cells)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **more}


def write_notebook(path: Path, *cells: str, **more: Any) -> Path:
    """Write a notebook of code cells."""
    path.write_text(json.dumps(notebook(*cells, **more)))
    return path


def dirac(
    url: str,
    home: Path,
    *,
    credential: Callable[[str], Credential] | str,
    refuse: Callable[[str, str], None] = lambda _digest, _reason: None,
    **options: Any,
) -> DiracFacility:
    """Make a facility of a DiracX; ``credential`` may be a token."""
    home.mkdir(parents=True, exist_ok=True)
    http = HttpClient(guard=AddressGuard(), user_agent="test/1", retries=0)
    given = (
        (lambda _refused: Credential(kind="token", source="login", token=credential))
        if isinstance(credential, str)
        else credential
    )
    tools = Tools(
        http=lambda: http,
        compute=InlineCompute(),
        home=lambda: home,
        credential=given,
        refuse=refuse,
    )
    entry = FacilityEntry(
        id="dirac", name="DIRAC", kind="diracx", url=url, options={"vo": "escape", **options}
    )
    return DiracFacility(entry=entry, tools=tools)


def batch(program: Path, *, name: str = "analysis", inputs: Any = None, **request: Any) -> Batch:
    """Make what is submitted."""
    return Batch(
        request=BatchRequest(path=program.name, **request),
        name=name,
        program=program,
        inputs=inputs or {},
    )


def job_of(submitted: Submitted) -> BatchJob:
    """Make the job that is remembered of one that was taken."""
    return BatchJob(
        id=f"j{submitted.remote}", facility="dirac", remote=submitted.remote, name=submitted.name
    )


def packed(files: dict[str, bytes], mode: str = "w:bz2") -> bytes:
    """Pack files into a tar."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


class Somewhere(Batches):
    """A facility whose jobs do what a test says.

    Attributes
    ----------
    states
        How jobs are, by their remote id; one that is missing is lost.
    error
        What it raises instead of an answer.
    gives
        What a job gives, by the name of the file.
    """

    poll = 0.02

    def __init__(self, **options: Any) -> None:
        http = HttpClient(guard=AddressGuard(), user_agent="test/1")
        tools = Tools(
            http=lambda: http,
            compute=InlineCompute(),
            home=Path,
            credential=lambda _refused: Credential(kind="token", source="login"),
            refuse=lambda _digest, _reason: None,
        )
        entry = FacilityEntry(id="grid", name="Grid", kind="somewhere", url="https://grid.example")
        super().__init__(entry=entry, tools=tools)
        self.states: dict[str, Seen] = {}
        self.error: EsapError | None = None
        self.gives: dict[str, bytes] = {"out.txt": b"42"}
        self.looks = 0
        self.killed: list[str] = []
        self.batches: list[Batch] = []

    def check(self) -> None:
        """Answer or not."""
        self._fail()

    def fit(self, bundle: Bundle) -> Fit:
        """Fit somehow."""
        return Fit(score=0.5)

    def describe(self, batch: Batch) -> str:
        """Describe it."""
        return f"run {batch.program.name} x {len(batch.sweep)}"

    def submit(self, batch: Batch, tell: Any, cancel: Any) -> list[Submitted]:
        """Take all."""
        self._fail()
        tell("packing", progress=0.5)
        self.batches.append(batch)
        start = len(self.states)
        taken = []
        for number, parameters in enumerate(batch.sweep, start=start + 1):
            self.states[str(number)] = Seen(state="queued", status="Waiting")
            name = f"{batch.name} {number}"
            taken.append(Submitted(remote=str(number), name=name, parameters=dict(parameters)))
        return taken

    def look(self, jobs: Any) -> dict[str, Seen]:
        """Say how jobs are."""
        self.looks += 1
        self._fail()
        lost = Seen(state="lost", problem="Nobody knows it.")
        return {job.id: self.states.get(job.remote, lost) for job in jobs}

    def kill(self, job: BatchJob) -> None:
        """End one."""
        self._fail()
        self.killed.append(job.remote)
        self.states[job.remote] = Seen(state="killed", status="Killed")

    def fetch(self, job: BatchJob, folder: Path, tell: Any, cancel: Any) -> list[Path]:
        """Give what there is."""
        self._fail()
        if not self.gives:
            raise NotFoundError(f"{job.name} has given nothing (yet).", remedy="Wait.")
        for name, content in self.gives.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return [folder / name for name in self.gives]

    def log(self, job: BatchJob) -> BatchLog:
        """Say something."""
        return BatchLog(text=f"log of {job.remote}")

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error
