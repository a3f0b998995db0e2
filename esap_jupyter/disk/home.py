"""Where ESAP keeps things."""

import os
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

__all__ = ["default_home"]


def default_home() -> Path:
    """Where results and activities live: ``ESAP_HOME``, or ``esap`` in Jupyter's data folder."""
    named = os.environ.get("ESAP_HOME")
    return Path(named).expanduser() if named else Path(jupyter_data_dir()) / "esap"
