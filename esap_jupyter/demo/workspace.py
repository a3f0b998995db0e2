"""The folder that the demo works in, and what lies in it at the start."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from .problem import DemoError

__all__ = ["WELCOME", "prepare"]

WELCOME = "Welcome.ipynb"


def prepare(home: Path) -> None:
    """Lay out ``home``; notebooks that are there already are the person's, and stay.

    Raises
    ------
    DemoError
        If the folder cannot be written.
    """
    settings = home / "config" / "labconfig"
    workspace = home / "workspace"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (settings, workspace):
            folder.mkdir(parents=True, exist_ok=True)
        with as_file(files(__package__).joinpath("files")) as packaged:
            shutil.copyfile(packaged / "catalogue.toml", home / "catalogue.toml")
            shutil.copyfile(packaged / "page_config.json", settings / "page_config.json")
            if not (workspace / WELCOME).exists():
                shutil.copyfile(packaged / WELCOME, workspace / WELCOME)
    except OSError as error:
        raise DemoError(f"{home} cannot be prepared: {error}. Name another with --dir.") from error
