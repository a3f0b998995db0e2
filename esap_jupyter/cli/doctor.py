"""What is installed, where ESAP keeps things, and which archives and lakes answer."""

import os
import platform as machine
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .. import __version__
from ..catalogue import catalogue_files
from ..disk.home import default_home
from ..errors import EsapError
from ..models import Archive
from ..models.catalogue import ArchiveSource
from ..platform import Platform
from ..wording import archive_state

__all__ = ["report"]

_GROUPS: dict[str, Sequence[str]] = {
    "kernel": ("numpy", "astropy", "pyarrow", "anywidget", "msgspec", "urllib3", "PyOngc"),
    "server": ("jupyter_server", "jupyterlab", "notebook", "jupyter_events"),
    "sandbox": ("duckdb", "sqlglot"),
    "further forms of a result": ("pandas", "polars"),
}


def report(*, check: bool, say: Callable[[str], None]) -> None:
    """Report line by line.

    Parameters
    ----------
    check
        Contact each archive; without it no request is made.
    say
        Takes a line.
    """
    for line in (*_versions(), *_places()):
        say(line)
    platform = Platform()
    try:
        for line in _archives(platform, check=check):
            say(line)
        for line in _lakes(platform, check=check):
            say(line)
    finally:
        platform.close()


def _versions() -> Iterator[str]:
    yield f"esap-jupyter {__version__}, Python {machine.python_version()} ({sys.executable})"
    for group, packages in _GROUPS.items():
        yield f"{group}: {', '.join(map(_version, packages))}"


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} missing"


def _places() -> Iterator[str]:
    home = default_home()
    state = "writable" if os.access(_nearest_existing(home), os.W_OK) else "not writable"
    yield f"home: {home} ({state}; ESAP_HOME changes it)"
    for path in catalogue_files():
        yield f"catalogue: {path}{'' if path.is_file() else ' (missing)'}"
    if (home / "archives.toml").exists():
        yield f"archives that you added: {home / 'archives.toml'}"


def _nearest_existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _lakes(platform: Platform, *, check: bool) -> Iterator[str]:
    try:
        lakes = platform.lakes.list()
    except EsapError:
        # The catalogue, of which the archives have told already.
        return
    for known in lakes:
        lake = platform.lakes.check(known.id) if check else known
        yield f"lake {lake.id}: {lake.name}, {lake.url} ({lake.origin}), {archive_state(lake)}"


def _archives(platform: Platform, *, check: bool) -> Iterator[str]:
    try:
        for source in platform.sources():
            yield _source(platform.read_source(source.id) if check else source)
        archives = platform.archives()
        problems = platform.settings().problems
    except EsapError as error:
        yield f"the catalogue cannot be read: {error}"
        return
    yield from problems
    for archive in archives:
        yield _archive(platform.check(archive.id) if check else archive)


def _source(source: ArchiveSource) -> str:
    state = f"{source.state}: {source.reason}" if source.reason else source.state
    return f"source {source.id} ({source.kind}), {len(source.archives)} archives, {state}"


def _archive(archive: Archive) -> str:
    return f"archive {archive.id} ({archive.kind}), {archive_state(archive)}"
