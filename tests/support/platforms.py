"""A platform of its own for a test, on archives that the test serves."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from esap_jupyter.models import Activity, SearchRequest
from esap_jupyter.platform import Platform

__all__ = ["leftovers", "platform_of", "run"]


@contextlib.contextmanager
def platform_of(folder: Path, more: str = "", **archives: str) -> Iterator[Platform]:
    """Make a platform whose catalogue has these archives, each a TAP service named in capitals."""
    tables = [
        f'[archives.{key}]\nname = "{key.upper()}"\nkind = "tap"\nurl = "{url}"\n'
        for key, url in archives.items()
    ]
    catalogue = folder / "catalogue.toml"
    catalogue.write_text("\n".join([*tables, more]), encoding="utf-8")
    platform = Platform(home=folder / "home", catalogue_paths=[catalogue])
    try:
        yield platform
    finally:
        platform.close()


def run(platform: Platform, archive: str = "mine", **fields) -> Activity:
    """Search one archive, wait, and return its activity."""
    fields.setdefault("target", "" if "adql" in fields else "M31")
    search = platform.search(SearchRequest(archives=[archive], **fields))
    (activity,) = platform.wait(search.id).activities
    return activity


def leftovers(platform: Platform) -> list[str]:
    """Return what lies in the results folder beside whole results."""
    folder = platform.results.folder
    whole = {result.id for result in platform.results.list()}
    return [path.name for path in folder.glob("*") if path.name not in whole]
