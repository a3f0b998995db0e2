"""The terminal's face: ``jupyter esap demo | doctor | login | search`` and others."""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import BadRequestError, ConflictError, EsapError, NotAvailableError
from ..models import Activity, Archive, SearchRequest

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["main"]

_FAILED = 1
_MISUSED = 2
_INTERRUPTED = 130
_SHOWN = 10


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv
        The words after ``jupyter esap``; those of the command line when absent.

    Returns
    -------
    int
        The exit code: 0 when all went well, 1 when something failed, 2 when the question made no
        sense, 130 when it was interrupted.
    """
    words = _parser().parse_args(argv)
    try:
        return _COMMANDS[words.command](words.rest)
    except BadRequestError as error:
        _complain(error)
        return _MISUSED
    except EsapError as error:
        _complain(error)
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jupyter esap",
        description="Search astronomy archives; see also the ESAP panel in JupyterLab.",
        epilog="demo: JupyterLab with the ESAP panel on a prepared workspace. "
        "doctor: what is installed and where ESAP keeps things. "
        "sandbox: bundled data as a TAP service on this machine. "
        "search: ask archives for a target. "
        "identity, login, logout: who you are at services that want to know. "
        "'jupyter esap COMMAND --help' says more.",
    )
    parser.add_argument("--version", action="version", version=f"esap-jupyter {__version__}")
    parser.add_argument("command", choices=sorted(_COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="the command's own words")
    return parser


def _demo(argv: Sequence[str]) -> int:
    from ..demo import main as demo

    return demo(argv)


def _sandbox(argv: Sequence[str]) -> int:
    try:
        from ..sandbox.__main__ import main as sandbox
    except ModuleNotFoundError as error:
        raise NotAvailableError(
            f"The sandbox needs the package {error.name}, which is not installed.",
            remedy="Install it with: pip install 'esap-jupyter[sandbox]'",
        ) from error
    return sandbox(argv)


def _doctor(argv: Sequence[str]) -> int:
    from .doctor import report

    parser = argparse.ArgumentParser(
        prog="jupyter esap doctor",
        description="Say what is installed and where ESAP keeps things.",
    )
    parser.add_argument("--check", action="store_true", help="contact each archive as well")
    report(check=parser.parse_args(argv).check, say=print)
    return 0


def _identity(argv: Sequence[str]) -> int:
    from .identity import identity

    return identity(argv)


def _login(argv: Sequence[str]) -> int:
    from .identity import login

    return login(argv)


def _logout(argv: Sequence[str]) -> int:
    from .identity import logout

    return logout(argv)


def _search(argv: Sequence[str]) -> int:
    from ..platform import Platform

    options = _search_parser().parse_args(argv)
    platform = Platform()
    try:
        return _searched(platform, options)
    finally:
        platform.close()


def _search_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jupyter esap search", description="Ask archives for what is around a target."
    )
    parser.add_argument("target", help="a name, or coordinates such as '10.68 +41.27'")
    parser.add_argument("--radius", type=float, default=0.5, help="degrees (default: 0.5)")
    parser.add_argument(
        "--archive",
        action="append",
        metavar="ID",
        help="may be repeated; by default those that the catalogue marks as default",
    )
    parser.add_argument("--maxrec", type=int, help="the largest number of rows an archive")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="save the table; the suffix says how (.vot, .csv, .fits, .parquet, .ecsv)",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace FILE where it exists")
    return parser


def _searched(platform: "Platform", options: argparse.Namespace) -> int:
    archives = options.archive or _default_archives(platform.archives())
    files = _files(options.out, archives)
    _check(files.values(), overwrite=options.overwrite)
    request = SearchRequest(
        archives=archives, target=options.target, radius=options.radius, maxrec=options.maxrec
    )
    search = platform.search(request)
    try:
        search = platform.wait(search.id)
    except KeyboardInterrupt:
        platform.cancel_search(search.id)
        raise
    outcomes = [_told(platform, each, files) for each in search.activities]
    return 0 if all(outcomes) else _FAILED


def _default_archives(archives: Sequence[Archive]) -> list[str]:
    return [archive.id for archive in archives if archive.default]


def _files(out: Path | None, archives: Sequence[str]) -> dict[str, Path]:
    if out is None:
        return {}
    if len(archives) == 1:
        return {archives[0]: out}
    return {archive: out.with_name(f"{out.stem}-{archive}{out.suffix}") for archive in archives}


def _check(files: Iterable[Path], *, overwrite: bool) -> None:
    """Refuse before the search what could not be saved after it."""
    from ..results.export import format_of

    for file in files:
        format_of(file)
        if not file.parent.is_dir():
            raise BadRequestError(
                f"There is no folder {file.parent}.", remedy="Make it, or choose another."
            )
        if file.exists() and not overwrite:
            raise ConflictError(
                f"The file {file} exists already.", remedy="Choose another, or add --overwrite."
            )


def _told(platform: "Platform", activity: Activity, files: dict[str, Path]) -> bool:
    from ..python.result import Result

    archive = activity.archive or ""
    if activity.state != "done" or activity.result is None:
        _complain_of(activity)
        return False
    result = Result(platform.results.get(activity.result))
    cut = " (the archive has more)" if result.truncated else ""
    print(f"{archive}: {len(result)} rows{cut}, kept as {result.name}")
    if archive in files:
        print(f"{archive}: saved to {result.save(files[archive])}")
    elif len(result):
        width = shutil.get_terminal_size().columns
        lines = result.to_table()[:_SHOWN].pformat(max_lines=-1, max_width=width)
        print("\n".join(lines))
    return True


def _complain_of(activity: Activity) -> None:
    error = activity.error
    # The message names the archive already.
    message = error.message if error else f"{activity.archive} was cancelled."
    _complain(EsapError(message, remedy=error.remedy if error else ""))


def _complain(error: EsapError) -> None:
    print(f"jupyter esap: {error}", file=sys.stderr)


_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": _demo,
    "doctor": _doctor,
    "identity": _identity,
    "login": _login,
    "logout": _logout,
    "sandbox": _sandbox,
    "search": _search,
}
