"""Finds what the code of cells imports and reads, by its syntax tree alone."""

import ast
import re
import warnings
from collections.abc import Iterator

__all__ = ["CellReader"]

_LONGEST = 100_000
_MOST = 100
_DATA = re.compile(
    r"\.(fits?|fts|fz|fits\.gz|h5|hdf5|hdf|nc|asdf|ms|csv|tsv|ecsv|vot|votable|xml|parquet|npy|npz|"
    r"dat|root|json|ya?ml|txt|tar|tar\.gz|tgz|zip|pkl|feather|arrow|zarr|uvfits|mir|cat|reg)$",
    re.IGNORECASE,
)
_WRITES = re.compile(r"^(write\w*|save\w*|to_\w+|dump|mkdir|exportfits|export_\w+)$")
_OPENS = re.compile(
    r"^(open\w*|read\w*|load\w*|genfromtxt|fromfile|getdata|getheader|File|FITSFigure|imread|"
    r"ImageFile|glob|urlretrieve|urlopen|download_file|scan_\w+)$"
)
_NAME_LIKE = re.compile(r"^[^\n\r{}<>|\"]{1,200}$")
_IMPORT = re.compile(r"^\s*(?:import|from)\s+([A-Za-z_]\w*)", re.MULTILINE)
_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\?+\s*)$")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[\w, ]+=\s*)[%!].*$")


class CellReader:
    """Takes in the code of cells, one after the other.

    Attributes
    ----------
    imports
        Top-level modules, with those that are neither missing nor needed: Python's own.
    reads
        Names of files and addresses that are opened, or look like data.
    parameters
        Names that the cell with the tag ``parameters`` of papermill sets.
    """

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.reads: dict[str, None] = {}
        self.parameters: dict[str, None] = {}

    def read(self, source: str, *, is_parameters: bool = False) -> None:
        """Take in one cell; what is no Python is searched for imports by its lines.

        Parameters
        ----------
        source
            The cell's code, magics included.
        is_parameters
            Whether it has that tag.
        """
        if source.lstrip().startswith("%%"):
            head, _, rest = source.lstrip().partition("\n")
            if not head.startswith(("%%time", "%%capture", "%%prun")):
                return
            source = rest
        code = _without_magics(source[:_LONGEST])
        try:
            with warnings.catch_warnings():
                # Others' code warns of its escapes, which is nobody's business here.
                warnings.simplefilter("ignore")
                tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.imports.update(_IMPORT.findall(code))
            return
        if is_parameters:
            self.parameters |= dict.fromkeys(_assigned(tree))
        self._walk(tree)

    def _walk(self, tree: ast.Module) -> None:
        written: set[int] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.imports.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                self.imports.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Call):
                self._call(node, written)
            elif isinstance(node, ast.Constant) and id(node) not in written:
                self._constant(node.value, is_opened=False)

    def _call(self, node: ast.Call, written: set[int]) -> None:
        name = _name_of(node.func)
        if _WRITES.match(name) or (name == "open" and _is_writing(node)):
            written.update(id(each) for arg in node.args for each in ast.walk(arg))
        elif _OPENS.match(name) and node.args and isinstance(node.args[0], ast.Constant):
            self._constant(node.args[0].value, is_opened=True)

    def _constant(self, value: object, *, is_opened: bool) -> None:
        if not isinstance(value, str) or len(self.reads) >= _MOST:
            return
        if not _NAME_LIKE.match(value) or not value.isprintable():
            return
        if _DATA.search(value.partition("?")[0]) or (is_opened and "." in value):
            self.reads.setdefault(value.strip())


def _without_magics(source: str) -> str:
    lines = (
        _ASSIGNED_MAGIC.sub(r"\1None", _MAGIC.sub(r"\1pass", line)) for line in source.splitlines()
    )
    return "\n".join(lines)


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_writing(node: ast.Call) -> bool:
    modes = [*node.args[1:2], *(each.value for each in node.keywords if each.arg == "mode")]
    return any(
        isinstance(mode, ast.Constant) and str(mode.value).startswith(("w", "a", "x"))
        for mode in modes
    )


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        else:
            continue
        yield from (each.id for each in targets if isinstance(each, ast.Name))
