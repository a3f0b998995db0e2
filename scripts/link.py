"""Link the labextension and the server's configuration of this checkout into the environment.

An editable installation copies such shared files at best; linked, what is built is what is served.
"""

import shutil
import sys
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
LINKS = {
    "share/jupyter/labextensions/esap-jupyter": ROOT / "esap_jupyter/labextension",
    "etc/jupyter/jupyter_server_config.d/esap_jupyter.json": ROOT
    / "jupyter-config/esap_jupyter.json",
}


def link(place: Path, source: Path) -> None:
    """Let ``place`` be a link to ``source``, whatever stood there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.is_dir():
        shutil.rmtree(place)
    place.symlink_to(source)


def main() -> None:
    """Make all links."""
    for place, source in LINKS.items():
        link(Path(sys.prefix) / place, source)


if __name__ == "__main__":
    main()
