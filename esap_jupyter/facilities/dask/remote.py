"""What a worker of Dask does; it is sent there as it stands here, and needs Python 3.11 alone."""

import importlib
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

__all__ = ["code_of", "run"]

_TICK = 0.5
_GRACE = 5.0
_OUTPUTS = ("std.out", "std.err", "esap-outputs.tar")


def run(packed: bytes, number: int, stop: str) -> tuple[int, bytes]:
    """Run a packed job in a folder of its own; returns its exit code and its packed outputs.

    Parameters
    ----------
    packed
        The sandbox (tar.bz2).
    number
        Of the set of parameters.
    stop
        The name of the event that ends it when set.
    """
    # Its types are not told, and where this runs nobody checks them.
    event = importlib.import_module("distributed").Event(stop)
    with tempfile.TemporaryDirectory(prefix="esap-job-") as name:
        folder = Path(name)
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:bz2") as archive:
            archive.extractall(folder, filter="data")
        with (folder / "std.out").open("wb") as out, (folder / "std.err").open("wb") as err:
            process = subprocess.Popen(  # noqa: S603  (what the owner of the job sent)
                ["./esap-run.sh", str(number)], cwd=folder, stdout=out, stderr=err
            )
            while True:
                try:
                    code = process.wait(_TICK)
                    break
                except subprocess.TimeoutExpired:
                    if event.is_set():
                        process.terminate()
                        try:
                            code = process.wait(_GRACE)
                        except subprocess.TimeoutExpired:
                            process.kill()
                            code = process.wait()
                        break
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w:bz2") as archive:
            for each in _OUTPUTS:
                if (folder / each).is_file():
                    archive.add(folder / each, arcname=each)
        return code, made.getvalue()


def code_of(result: tuple[int, bytes]) -> int:
    """Return the exit code alone, so that its outputs need not travel to tell how it went."""
    return result[0]
