"""Makes what a job takes along: its program, its files, and how it is run there."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from ...errors import BadRequestError
from ..bundle import BASKET_NAME, Batch
from ..headless.notebook import language_of, parameters_cell, place_of, read_notebook
from .packing import Piece

__all__ = ["EXECUTABLE", "OUTPUTS", "Work", "work_of"]

EXECUTABLE = "esap-run.sh"
OUTPUTS = "esap-outputs.tar"
_OWN = ("std.out", "std.err")
_COMMAND = re.compile(r"[A-Za-z0-9_./+ =-]+")
_LFN = "LFN:"


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What is packed, and what DIRAC has to know besides.

    Attributes
    ----------
    pieces
        The files of the input sandbox.
    count
        How many jobs it is.
    input_data
        Logical file names that DIRAC itself brings to the job.
    """

    pieces: Sequence[Piece]
    count: int
    input_data: Sequence[str] = ()


def work_of(batch: Batch, *, python: str, lake: str = "") -> Work:
    """Read the program, and make the files of the sandbox.

    Parameters
    ----------
    batch
        What is to run.
    python
        The command that runs Python there.
    lake
        The lake of DIDs that name none.

    Raises
    ------
    BadRequestError
        Something of it makes no sense: no notebook, a name that is taken, a pattern that leads
        out of the job's folder, parameters that cannot be written down.
    """
    program = _plain(batch.program.name)
    lfns = [did for did in batch.request.dids if did.startswith(_LFN)]
    others = [did for did in batch.request.dids if not did.startswith(_LFN)]
    document: dict[str, Any] = {
        "program": program,
        "arguments": list(batch.request.arguments),
        "parameters": [dict(each) for each in batch.sweep],
        "outputs": [_pattern(each) for each in batch.request.outputs],
        "dids": [_address(did, lake) for did in others],
    }
    if program.endswith(".ipynb"):
        content, more = _notebook(batch, program)
        document |= more
        own = Piece(name=program, content=content)
    else:
        document["kind"] = "script"
        own = Piece(name=program, path=str(batch.program), is_program=True)
    pieces = [
        Piece(name=EXECUTABLE, content=_shell(python), is_program=True),
        Piece(name="esap-run.py", content=Path(__file__).with_name("worker.py").read_bytes()),
        Piece(name="esap-job.json", content=msgspec.json.encode(document)),
        own,
        *(Piece(name=_inside(n), path=str(path)) for n, path in batch.inputs.items()),
    ]
    if batch.request.basket is not None:
        pieces.append(Piece(name=BASKET_NAME, content=msgspec.json.encode(batch.request.basket)))
    return Work(pieces=pieces, count=len(batch.sweep), input_data=lfns)


def _notebook(batch: Batch, program: str) -> tuple[bytes, dict[str, Any]]:
    try:
        content = batch.program.read_bytes()
    except OSError as error:
        raise BadRequestError(
            f"{program} cannot be read: {error.strerror or error}.", remedy="Choose another."
        ) from error
    notebook = read_notebook(content, program)
    place = place_of(notebook)
    language = language_of(notebook)
    stem = program.removesuffix(".ipynb")
    many = len(batch.sweep) > 1
    return msgspec.json.encode(notebook), {
        "kind": "notebook",
        "cells": [parameters_cell(each, language) if each else "" for each in batch.sweep],
        "at": place.index,
        "replaces": place.replaces,
        "results": [
            f"{stem}_{number + 1}.ipynb" if many else program for number in range(len(batch.sweep))
        ],
    }


def _shell(python: str) -> bytes:
    if not _COMMAND.fullmatch(python):
        raise BadRequestError(
            f"{python[:80]!r} cannot be the command of a Python.",
            remedy="Write python3, or a path.",
        )
    words = " ".join(shlex.quote(word) for word in python.split())
    return f'#!/bin/sh\nexec {words} esap-run.py "$@"\n'.encode()


def _plain(name: str) -> str:
    if name in _OWN or name.startswith("esap-"):
        raise BadRequestError(
            f"A job's own files are called {name!r}.", remedy="Rename the file that you send."
        )
    return name


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise BadRequestError(f"{name[:80]!r} leads out of the job's folder.")
    return path.as_posix() if name == BASKET_NAME else _plain(path.as_posix())


def _pattern(text: str) -> str:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or not text.strip():
        raise BadRequestError(
            f"The pattern {text[:80]!r} leads out of the job's folder.",
            remedy="Write it relative to that folder, as results/*.fits.",
        )
    return text


def _address(did: str, lake: str) -> str:
    if "://" in did:
        return did
    if ":" not in did:
        raise BadRequestError(
            f"{did[:80]!r} is no DID.", remedy="Write scope:name, rucio://lake/scope:name or LFN:/…"
        )
    if not lake:
        raise BadRequestError(
            f"Nobody says in which lake {did[:80]!r} is.",
            remedy="Write rucio://<lake>/<scope>:<name>.",
        )
    return f"rucio://{lake}/{did}"
