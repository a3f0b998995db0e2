"""Check the rules of the house that no linter knows."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from floors import upward

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
LOCK = "package-lock.json"
MAX_LINES = 400
MAX_TEST_LINES = 500
SOURCES = {".py", ".ts", ".sh"}
TEXT = SOURCES | {".css", ".md", ".toml", ".json", ".mts", ".ipynb", ".rd", ".rc", ""}
BUILT = {"node_modules", "__pycache__", "lib", "static", "dist", "build"}
GENERATED = {"labextension/src/api/schema.ts"}

# Split, so that this file does not contain what it looks for.
ANYWHERE = {
    r"^(<{7}|>{7}) ": "a conflict marker",
    r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b": "work put off",
    r"(extra-)?index-"
    r"url|^\s*reg"
    r"istry\s*=\s*\W?http": "the address of a package registry",
    r"/wor" + r"k/(main|shared|\.)": "a path of one machine",
}
IN_THE_FRONT_END = {r"\b(inner|outer)HTML\b|insertAdjacentHTML": "HTML made from text"}


def main() -> int:
    """Print each breach with its place; the exit code says whether there was one."""
    breaches = [breach for path in committed() for breach in inspect(path)]
    breaches += [f"{LOCK}: {address} is no funding link" for address in addresses()]
    print("\n".join(breaches) or "the rules of the house hold")
    return 1 if breaches else 0


def committed() -> list[Path]:
    """Name the files of the project; without git, those that nothing builds."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return sorted(walk())
    return [ROOT / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]


def walk() -> Iterator[Path]:
    """Find the files that are neither hidden nor built."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in BUILT and not name.startswith(".")]
        yield from (Path(folder) / name for name in names)


def inspect(path: Path) -> Iterator[str]:
    """Tell what is wrong with one file."""
    name = path.relative_to(ROOT).as_posix()
    if path.suffix not in TEXT or name == LOCK or not path.is_file():
        return
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    rules = ANYWHERE | (IN_THE_FRONT_END if name.startswith("labextension/src/") else {})
    for number, line in enumerate(lines, 1):
        for pattern, what in rules.items():
            if re.search(pattern, line):
                yield f"{name}:{number}: {what}"
    most = MAX_TEST_LINES if name.startswith("tests/") else MAX_LINES
    if path.suffix in SOURCES and name not in GENERATED and len(lines) > most:
        yield f"{name}: {len(lines)} lines, more than {most}"
    yield from upward(ROOT, name, text)


def addresses() -> Iterator[str]:
    """Find the addresses in the lock file that tell where a package was had from."""
    packages = json.loads((ROOT / LOCK).read_text(encoding="utf-8"))["packages"]
    for package in packages.values():
        for key, value in package.items():
            if key != "funding" and "://" in json.dumps(value):
                yield str(value)


if __name__ == "__main__":
    sys.exit(main())
