"""A sandbox with a table of a million synthetic rows, ``bench.sources``."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["ADQL", "ROWS", "serve"]

ROWS = 1_000_000
ADQL = "SELECT * FROM bench.sources"


@contextmanager
def serve() -> Iterator[str]:
    """Serve the rows from a process of its own; the address of the service is given."""
    command = [sys.executable, "-m", "esap_jupyter.sandbox", "--port", "0", "--rows", str(ROWS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
