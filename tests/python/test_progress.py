"""The line that tells on a terminal how far something is."""

import io

from esap_jupyter.models import Activity
from esap_jupyter.python.progress import ActivityLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_has_no_rows_ends_without_any():
    terminal = Terminal()
    done = Activity(
        id="1", kind="sync", title="ESAP gateway", state="done", revision=1, started=0, rows=None
    )
    ActivityLine(terminal).update(done)
    assert terminal.getvalue().strip() == "ESAP gateway · done"
