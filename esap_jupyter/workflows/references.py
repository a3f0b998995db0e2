"""Finds data that a workflow fetches from elsewhere: in its ``postBuild``, and in what it says."""

import re
import shlex
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..models.workflows import DataReference
from ..urls import origin, without_secrets

__all__ = ["fetched_by", "named_in"]

_LONGEST = 200_000
_MOST = 50
_FETCHES = frozenset({"wget", "curl", "aria2c", "axel"})
_UNPACKS = frozenset({"tar", "unzip"})
_ADDRESS = re.compile(r"https?://[^\s\"'<>()\[\]`|\\^{}]+")
_DATA = re.compile(
    r"\.(tar(\.(gz|bz2|xz))?|tgz|zip|fits?(\.(gz|fz))?|h5|hdf5|nc|asdf|vot|csv|ecsv|parquet|npz|root|ms)$",
    re.IGNORECASE,
)
_STORES = re.compile(
    r"://(b2share\.[\w.-]+|zenodo\.org|sandbox\.zenodo\.org|figshare\.com|datadryad\.org|osf\.io)"
    r"(:\d+)?/(api/files|api/records|records?|articles|stash|download)/?",
    re.IGNORECASE,
)


def fetched_by(script: str, *, path: str) -> list[DataReference]:
    """Read a shell script for what it fetches, and into which folder that goes.

    Parameters
    ----------
    script
        ``postBuild`` or the like; nothing of it is run.
    path
        What to call it. It is run in the folder that it stands in, or the one above ``binder/``;
        the folders of what is found are written as its path is.
    """
    reader = _Script(path)
    for line in script[:_LONGEST].replace("\\\n", " ").splitlines():
        for command in re.split(r"&&|;|\|", line):
            reader.take(command)
    return reader.found[:_MOST]


def named_in(text: str, *, path: str) -> list[DataReference]:
    """Find addresses of data in what is written for people.

    Parameters
    ----------
    text
        Markdown, YAML or the like.
    path
        What to call it.
    """
    found: dict[str, DataReference] = {}
    for match in _ADDRESS.findall(text[:_LONGEST]):
        address = match.rstrip(".,;:!?")
        if _is_data(address):
            found.setdefault(address, DataReference(url=without_secrets(address), why=path))
    return list(found.values())[:_MOST]


class _Script:
    def __init__(self, path: str) -> None:
        self._path = path
        beside = PurePosixPath(path).parent
        self._root = beside.parent if beside.name in ("binder", ".binder") else beside
        self._folder = self._root
        self.found: list[DataReference] = []

    def take(self, command: str) -> None:
        try:
            words = shlex.split(command, comments=True)
        except ValueError:
            words = command.split()
        if not words:
            return
        tool = PurePosixPath(words[0]).name
        if tool == "cd" and len(words) > 1:
            self._folder = self._below(words[1])
        elif tool in _FETCHES:
            self.found += [
                DataReference(url=without_secrets(each), why=self._path, folder=self._into(words))
                for each in words[1:]
                if origin(each) is not None
            ]
        elif tool in _UNPACKS:
            self._unpacked(words)
        elif tool == "mv" and len(words) > 2:  # noqa: PLR2004  (mv, what, where)
            self._moved(words[1:-1], str(self._below(words[-1])))

    def _into(self, words: list[str]) -> str:
        for option, value in _pairs(words):
            if option in ("-P", "--directory-prefix", "-d", "--dir"):
                return _shown(self._below(value))
            if option in ("-O", "-o", "--output", "--output-document"):
                return _shown(self._below(value).parent)
        return _shown(self._folder)

    def _unpacked(self, words: list[str]) -> None:
        folder = _shown(self._folder)
        for option, value in _pairs(words):
            if option in ("-C", "--directory", "-d"):
                folder = _shown(self._below(value))
        self._moved(words[1:], folder)

    def _moved(self, names: list[str], folder: str) -> None:
        bare = {PurePosixPath(name).name for name in names}
        for number, each in enumerate(self.found):
            if PurePosixPath(each.url.partition("?")[0]).name in bare:
                self.found[number] = DataReference(url=each.url, why=each.why, folder=_trim(folder))

    def _below(self, folder: str) -> PurePosixPath:
        """Follow a folder as far as it stays within the workflow."""
        there = self._folder
        for part in PurePosixPath(folder).parts:
            if part == "..":
                there = self._root if there == self._root else there.parent
            elif part not in (".", "/") and "$" not in part and part != "~":
                there /= part
        return there


def _pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    for word, following in zip(words, [*words[1:], ""], strict=True):
        option, equals, value = word.partition("=")
        yield (option, value) if equals and option.startswith("--") else (word, following)


def _shown(folder: PurePosixPath) -> str:
    return _trim(str(folder))


def _trim(folder: str) -> str:
    return "" if folder == "." else folder


def _is_data(address: str) -> bool:
    if address.endswith((".svg", ".png")) or "/badge" in address:
        return False
    return bool(_DATA.search(address.partition("?")[0]) or _STORES.search(address))
