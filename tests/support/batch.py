"""What jobs at facilities are made of, in tests."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from esap_jupyter.catalogue.facilities import FacilityEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.facilities.base import Submitted, Tools
from esap_jupyter.facilities.bundle import Batch
from esap_jupyter.facilities.diracx.facility import DiracFacility
from esap_jupyter.identity import Credential
from esap_jupyter.models.facilities import BatchJob, BatchRequest
from esap_jupyter.net import AddressGuard, HttpClient

__all__ = ["Said", "batch", "dirac", "job_of", "notebook", "packed", "write_notebook"]


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
