"""Asks a kernel's Python which modules it lacks, without importing any of them."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ...models.openings import MissingPackage, OpenableKernel

__all__ = ["Kernels", "kernel_folders"]

_SECONDS = 20.0
_MOST = 300
_USUAL = "python3"
_CODE = """\
import sys
sys.path[:] = [each for each in sys.path if each]
import importlib.util, json
missing = []
for name in json.load(sys.stdin):
    try:
        found = importlib.util.find_spec(name)
    except Exception:
        found = True
    if not found:
        missing.append(name)
print("esap:" + json.dumps(missing))
"""
_PACKAGES = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "Crypto": "pycryptodome",
    "dateutil": "python-dateutil",
    "git": "GitPython",
    "mpl_toolkits": "matplotlib",
    "OpenSSL": "pyOpenSSL",
    "pkg_resources": "setuptools",
    "pyfits": "astropy",
    "ROOT": "root (conda-forge)",
    "rucio": "rucio-clients",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "PyYAML",
}


def kernel_folders() -> list[Path]:
    """Name the folders that kernels are listed in, the first ones counting most."""
    from jupyter_core.paths import jupyter_path

    return [Path(each) for each in jupyter_path("kernels")]


class Kernels:
    """Knows the kernels of this machine by what Jupyter has written down of them.

    Parameters
    ----------
    folders
        Gives the folders that they are listed in.
    seconds
        How long one is waited for.
    """

    def __init__(
        self,
        *,
        folders: Callable[[], Sequence[Path]] = kernel_folders,
        seconds: float = _SECONDS,
    ) -> None:
        self._folders = folders
        self._seconds = seconds

    def lacking(self, name: str, modules: Sequence[str]) -> OpenableKernel:
        """Say which modules a kernel lacks; nothing is imported.

        A kernel that is not here stands for Jupyter's usual one, which JupyterLab offers then.

        Parameters
        ----------
        name
            The kernel's; empty for the usual one.
        modules
            Top-level modules.
        """
        wanted = name or _USUAL
        spec = self._spec(wanted)
        is_here = spec is not None or wanted == _USUAL
        if spec is None:
            spec = self._spec(_USUAL) or {"argv": [sys.executable], "display_name": "Python 3"}
        shown = str(spec.get("display_name") or wanted)[:200]
        told = OpenableKernel(name=wanted, display_name=shown, is_here=is_here)
        python = _python_of(spec)
        if python is None:
            return _with(told, problem=f"{shown} does not say which Python it runs.")
        environment = spec.get("env")
        own = environment if isinstance(environment, dict) else {}
        missing = self._ask(python, modules[:_MOST], own)
        if isinstance(missing, str):
            return _with(told, problem=f"{shown} could not be asked for its packages: {missing}.")
        found = [
            MissingPackage(module=each, package=_PACKAGES.get(each, each.replace("_", "-")))
            for each in missing
        ]
        return _with(told, missing=found)

    def _spec(self, name: str) -> dict[str, Any] | None:
        if "/" in name or "\\" in name or name.startswith("."):
            return None
        for folder in self._folders():
            try:
                found = json.loads((folder / name / "kernel.json").read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if isinstance(found, dict):
                return found
        return None

    def _ask(
        self, python: str, modules: Sequence[str], environment: Mapping[Any, Any]
    ) -> list[str] | str:
        own = {key: value for key, value in environment.items() if isinstance(value, str)}
        try:
            # The interpreter is one that Jupyter itself starts for this kernel.
            done = subprocess.run(  # noqa: S603
                [python, "-c", _CODE],
                input=json.dumps(list(modules)),
                capture_output=True,
                text=True,
                timeout=self._seconds,
                # Nothing that lies beside a notebook may be taken for a package.
                cwd=tempfile.gettempdir(),
                env={**os.environ, **own},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"it took more than {self._seconds:g} s"
        except (OSError, ValueError) as error:
            return f"it cannot be started ({getattr(error, 'strerror', None) or error})"
        for line in done.stdout.splitlines():
            if line.startswith("esap:"):
                known = set(modules)
                return [each for each in json.loads(line[5:]) if each in known]
        return f"it ended with {done.returncode}"


def _python_of(spec: Mapping[str, Any]) -> str | None:
    """Return the interpreter of a kernel that is started as one; None for others."""
    argv = spec.get("argv")
    first = argv[0] if isinstance(argv, list) and argv and isinstance(argv[0], str) else ""
    if not Path(first).name.lower().startswith("python"):
        return None
    # Jupyter takes its own interpreter where only a name is given.
    return first if Path(first).is_absolute() else sys.executable


def _with(told: OpenableKernel, **fields: Any) -> OpenableKernel:
    return msgspec.structs.replace(told, **fields)
