"""Writes what DIRAC is told of a job, in its Job Description Language.

DIRAC's own reader (``ClassAdLight``) knows no way to quote: a value ends at the first semicolon,
double quotes are taken out, lists are split at commas, spaces in them are dropped, and ``%j`` and
its like are replaced. So nothing is quoted here either. What a person has written travels in the
input sandbox; the few texts that DIRAC itself has to see are made of letters that mean nothing.
"""

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from ...errors import BadRequestError

__all__ = ["Description", "jdl_of", "job_name"]

_PLAIN = re.compile(r"[A-Za-z0-9_.:+@/=~|-]+")
_OTHER = re.compile(r"[^A-Za-z0-9_.+-]+")
_LONGEST_NAME = 100


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What DIRAC is told of a job.

    Attributes
    ----------
    name
        As `job_name` makes it.
    executable
        A file of the input sandbox.
    arguments
        What it is called with.
    sandbox
        The input sandbox, as DiracX named it.
    outputs
        Names of files that become the output sandbox.
    group
        What the jobs of one request have in common.
    input_data
        Logical file names, each with ``LFN:`` before it.
    site
        Where to run; anywhere if empty.
    cpu_seconds
        How long it may compute; the site's own limit where it is 0.
    tags
        What the machine has to have, such as ``GPU``.
    """

    name: str
    executable: str
    arguments: str
    sandbox: str
    outputs: Sequence[str]
    group: str
    input_data: Sequence[str] = ()
    site: str = ""
    cpu_seconds: int = 0
    tags: Sequence[str] = ()


def job_name(text: str) -> str:
    """Make a name of letters that DIRAC takes; accents are left out, other letters replaced."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _OTHER.sub("_", plain).strip("._-")[:_LONGEST_NAME] or "job"


def jdl_of(description: Description) -> str:
    """Write the JDL.

    Raises
    ------
    BadRequestError
        A text has letters that DIRAC would read otherwise.
    """
    one, many = _one, _many
    lines = [
        one("JobName", description.name),
        one("JobGroup", description.group),
        one("Executable", description.executable),
        one("Arguments", description.arguments),
        one("StdOutput", "std.out"),
        one("StdError", "std.err"),
        many("InputSandbox", [description.sandbox]),
        many("OutputSandbox", ["std.out", "std.err", *description.outputs]),
    ]
    if description.input_data:
        lines.append(many("InputData", description.input_data))
    if description.site:
        lines.append(one("Site", description.site))
    if description.cpu_seconds:
        lines.append(f"CPUTime = {int(description.cpu_seconds)};")
    if description.tags:
        lines.append(many("Tags", description.tags))
    return "\n".join(lines)


def _one(key: str, value: str) -> str:
    return f'{key} = "{_checked(key, value)}";'


def _many(key: str, values: Sequence[str]) -> str:
    inner = ", ".join(f'"{_checked(key, value)}"' for value in values)
    return f"{key} = {{{inner}}};"


def _checked(key: str, value: str) -> str:
    if not _PLAIN.fullmatch(value):
        raise BadRequestError(
            f"DIRAC cannot be told {value[:80]!r} as {key}: it would read it as something else.",
            remedy="Use letters, digits and . _ : + @ / = ~ - only.",
        )
    return value
