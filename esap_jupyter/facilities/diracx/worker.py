"""Runs a notebook or a script where DIRAC has put it, with what the job takes along.

This file travels in the input sandbox, as ``esap-run.py``, and needs nothing but Python 3.8.
Notebooks are run by papermill where that is installed, else by nbclient.

usage: esap-run.py NUMBER    (of the set of parameters, from 0)
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
import urllib.request
from pathlib import Path
from typing import Any

__all__ = ["main"]

_JOB, _OUTPUTS = Path("esap-job.json"), Path("esap-outputs.tar")
_RESULT, _PARAMETERS, _INPUTS = (
    Path("esap-result.json"),
    Path("esap-parameters.json"),
    Path("esap-inputs.json"),
)
_DATA = Path("esap-data")
_OWN = {"esap-run.sh", "esap-run.py", "esap-notebook.ipynb", "std.out", "std.err"}
_OWN |= {path.name for path in (_JOB, _OUTPUTS, _RESULT, _PARAMETERS, _INPUTS)}
_MOST = 95 << 20
_HAS_IDS = 5


class JobError(Exception):
    """Ends the job, with words for its owner."""


def main(number: int) -> int:
    """Run the job with one set of parameters, and pack what came of it whatever happens."""
    started = time.time()
    job = json.loads(_JOB.read_text(encoding="utf-8"))
    before = _files()
    result: dict[str, Any] = {"code": 1, "problem": "", "number": number}
    try:
        _fetch(job["dids"])
        result["code"] = _run(job, number)
        if result["code"]:
            result["problem"] = f"It ended with exit code {result['code']}."
    except JobError as error:
        result["problem"] = str(error)
    result["seconds"] = round(time.time() - started, 3)
    _pack(_wanted(job, number, before), result)
    if result["problem"]:
        sys.stderr.write(result["problem"] + "\n")
    return int(result["code"])


def _files() -> dict[str, tuple[int, int]]:
    """Return the files that are there, with what tells that one was changed."""
    found = {}
    for path in Path().rglob("*"):
        if path.parts[0] != _DATA.name and path.is_file():
            with contextlib.suppress(OSError):
                status = path.stat()
                found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def _fetch(dids: list[str]) -> None:
    """Bring what the job reads, by esap where it is installed; write where each came to."""
    places = {}
    for did in dids:
        sys.stdout.write(f"Fetching {did}\n")
        places[did] = _staged(did)
    _INPUTS.write_text(json.dumps(places, indent=1), encoding="utf-8")


def _staged(did: str) -> list[str]:
    try:
        esap = importlib.import_module("esap_jupyter")
    except ImportError:
        return [str(_downloaded(did))]
    try:
        return [str(path) for path in esap.stage(did, dest=_DATA)]
    except Exception as error:
        # Whatever a library raises, the owner is told in the job's own output.
        raise JobError(f"{did} could not be fetched: {error}") from error


def _downloaded(did: str) -> Path:
    """Bring a file from the web without esap."""
    if not did.startswith(("https://", "http://")):
        raise JobError(
            f"{did} could not be fetched: esap_jupyter is not installed where the job ran. "
            "Choose a Python that has it, or name the file by LFN."
        )
    _DATA.mkdir(exist_ok=True)
    path = _DATA / (Path(did.partition("?")[0]).name or "file")
    try:
        answer = urllib.request.urlopen(did, timeout=120)  # noqa: S310  (the scheme was looked at)
        with answer, path.open("xb") as file:
            shutil.copyfileobj(answer, file)
    except (OSError, ValueError) as error:
        raise JobError(f"{did} could not be fetched: {error}") from error
    return path


def _run(job: dict[str, Any], number: int) -> int:
    """Run the program, and return its exit code."""
    if job["kind"] == "notebook":
        _run_notebook(job, number)
        return 0
    _PARAMETERS.write_text(json.dumps(job["parameters"][number]), encoding="utf-8")
    program = job["program"]
    command = [sys.executable] if program.endswith(".py") else ["/bin/sh"]
    environment = {
        **os.environ,
        "ESAP_PARAMETERS": str(_PARAMETERS),
        "ESAP_INPUTS": str(_INPUTS),
    }
    # The program is what the owner of the job sent to be run.
    done = subprocess.run(  # noqa: S603
        [*command, f"./{program}", *job["arguments"]], env=environment, check=False
    )
    return done.returncode


def _run_notebook(job: dict[str, Any], number: int) -> None:
    """Give a notebook its parameters, run it, and keep it as it was left."""
    notebook = json.loads(Path(job["program"]).read_text(encoding="utf-8"))
    source = job["cells"][number]
    if source:
        end = job["at"] + (1 if job["replaces"] else 0)
        notebook["cells"][job["at"] : end] = [_cell(source, notebook)]
    ready = Path("esap-notebook.ipynb")
    ready.write_text(json.dumps(notebook), encoding="utf-8")
    try:
        if not _by_papermill(ready, job["results"][number], _kernel(notebook)):
            _by_nbclient(ready, job["results"][number], _kernel(notebook))
    finally:
        ready.unlink()


def _cell(source: str, notebook: dict[str, Any]) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": ["injected-parameters"]},
        "outputs": [],
        "source": source,
    }
    if notebook.get("nbformat_minor", 0) >= _HAS_IDS:
        cell["id"] = "esap-parameters"
    return cell


def _by_papermill(ready: Path, target: str, kernel: str) -> bool:
    """Run it with papermill; tells whether that is installed."""
    try:
        papermill = importlib.import_module("papermill")
    except ImportError:
        return False
    try:
        papermill.execute_notebook(str(ready), target, kernel_name=kernel, progress_bar=False)
    except Exception as error:
        raise JobError(_failure(error)) from error
    return True


def _by_nbclient(ready: Path, target: str, kernel: str) -> None:
    """Run it with nbclient, and write it also where a cell fails."""
    try:
        nbclient = importlib.import_module("nbclient")
        nbformat = importlib.import_module("nbformat")
    except ImportError as error:
        raise JobError(
            "Neither papermill nor nbclient is installed where the job ran: choose another Python."
        ) from error
    notebook = nbformat.read(str(ready), as_version=4)
    try:
        nbclient.NotebookClient(notebook, timeout=None, kernel_name=kernel).execute()
    except Exception as error:
        raise JobError(_failure(error)) from error
    finally:
        nbformat.write(notebook, target)


def _failure(error: Exception) -> str:
    """Say what failed: of an error of a cell, its last line; others say it themselves."""
    name, value = getattr(error, "ename", ""), getattr(error, "evalue", "")
    return f"A cell failed: {name}: {value}" if name else f"The notebook failed: {error}"


def _kernel(notebook: dict[str, Any]) -> str:
    """Return the notebook's kernel, or python3 where that is not installed here."""
    named = str(notebook.get("metadata", {}).get("kernelspec", {}).get("name", ""))
    try:
        specs = importlib.import_module("jupyter_client.kernelspec")
    except ImportError:
        return named
    return named if named in specs.KernelSpecManager().find_kernel_specs() else "python3"


def _wanted(job: dict[str, Any], number: int, before: dict[str, tuple[int, int]]) -> list[Path]:
    """Return what comes back: the notebook, and what was asked for or else all that is new."""
    first = [job["results"][number]] if job["kind"] == "notebook" else []
    if job["outputs"]:
        named = {str(path) for each in job["outputs"] for path in Path().glob(each)}
    else:
        now = _files()
        named = {path for path in now if before.get(path) != now[path]}
    paths = dict.fromkeys([*first, *sorted(named - _OWN)])
    return [path for path in map(Path, paths) if path.is_file()]


def _pack(paths: list[Path], result: dict[str, Any]) -> None:
    """Pack files as long as there is room, and what came of the job."""
    left_out = []
    left = _MOST
    with tarfile.open(_OUTPUTS, "w") as archive:
        for path in paths:
            size = path.stat().st_size
            if size > left:
                left_out.append(str(path))
                continue
            left -= size
            archive.add(path)
        if left_out:
            sys.stderr.write(f"Too large to come back: {', '.join(left_out)}\n")
        _RESULT.write_text(json.dumps({**result, "left_out": left_out}, indent=1), encoding="utf-8")
        archive.add(_RESULT)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
