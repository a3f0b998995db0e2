"""A record of exactly the shape of AMIGA-IAA/hcg-16, the analysis that ESAP's metadata began with.

Nine notebooks in a sub folder, none at the root, without the keyword that everybody filters by;
an explicit lock file that ``postBuild`` installs, an older file of conda under a name of its own,
three Dockerfiles, and data that ``postBuild`` fetches from B2SHARE into the notebooks' folder.
"""

import io
import json
import tarfile
import zipfile

__all__ = [
    "CONCEPT",
    "DATA_NAME",
    "DATA_PATH",
    "FITS_NAMES",
    "NOTEBOOKS",
    "TOP",
    "data_archive",
    "hcg16_zip",
]

CONCEPT = "5534681"
TOP = "AMIGA-IAA-hcg-16-4f1c8d2/"
DATA_NAME = "HCG16_final_data.tar.gz"
DATA_PATH = f"/b2share/api/files/0a1b2c3d-aaaa-bbbb-cccc-123456789abc/{DATA_NAME}"
_TITLES = {
    "Figure1": "Optical image with HI contours",
    "Figure2": "Channel maps",
    "Figure3": "Moment maps",
    "Figure4": "Spectra of the galaxies",
    "Figure5": "Position-velocity diagrams",
    "Figure6": "Tidal features",
    "Figure7": "The HI mass budget",
    "Figure8": "Velocity fields",
    "Figure9": "Comparison of data sets",
}
NOTEBOOKS = tuple(f"plot_scripts/{name}.ipynb" for name in _TITLES)
FITS_NAMES = tuple(f"HCG16_CD_rob2_MS_{name.lower()}_mom1.fits" for name in _TITLES)
_LINES = 80


def hcg16_zip(root: str) -> bytes:
    """Pack the repository as GitHub does, below a folder that is named after the commit.

    Parameters
    ----------
    root
        Where the data are fetched from.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(TOP, "")
        for name, body in _members(root).items():
            file.writestr(f"{TOP}{name}", body)
    return buffer.getvalue()


def data_archive() -> bytes:
    """Pack what the notebooks open: small FITS files under the names that they open them by."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as file:
        for name in FITS_NAMES:
            body = _fits()
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            file.addfile(entry, io.BytesIO(body))
    return buffer.getvalue()


def _fits() -> bytes:
    """Make an image of 4 x 4 pixels (FITS 4.0, section 3): header and data in blocks of 2880."""
    cards = ["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 4", "NAXIS2  = 4", "END"]
    padded = [f"{card[:9]} {card[10:]:>20}" if "=" in card else card for card in cards]
    header = "".join(f"{card:<80}" for card in padded).encode()
    return header.ljust(2880, b" ") + bytes(range(16)).ljust(2880, b"\0")


def _members(root: str) -> dict[str, str]:
    members = {
        "README.md": (
            "# HCG-16\n\n[![Binder](https://mybinder.org/badge_logo.svg)]"
            "(https://mybinder.org/v2/gh/AMIGA-IAA/hcg-16/HEAD)\n\n"
            "Input data: https://b2share.eudat.eu/records/a69a7b2dcc22449e8734552dde4d3906 and "
            "[EGI Replay](https://replay.notebooks.egi.eu/v2/gh/AMIGA-IAA/hcg-16/HEAD).\n"
        ),
        "codemeta.json": _codemeta(),
        "codecheck.yml": (
            "---\nversion: https://codecheck.org.uk/spec/config/1.0/\nmanifest:\n"
            "  - file: plot_scripts/Figure1.pdf\n    comment: the optical image\n"
            "repository: https://b2share.eudat.eu/records/7ac86d2e53b542b88a8a9b7e7c9b9a0d\n"
        ),
        "conda-linux-64.lock": (
            "# platform: linux-64\n@EXPLICIT\n"
            "https://conda.example.org/linux-64/aplpy-2.0.3.tar.bz2#d41d8cd98f00b204e9800998ecf8427e\n"
        ),
        "hcg-16.yml": "name: hcg-16\nchannels:\n  - conda-forge\ndependencies:\n  - aplpy\n",
        "postBuild": (
            "#!/bin/bash\nset -e\nmamba install --yes --file conda-linux-64.lock\n"
            f"wget -q {root}{DATA_PATH}\ntar -xzf {DATA_NAME} -C plot_scripts/\n"
            f"rm {DATA_NAME}\n"
        ),
        "docker/casa-5.1/Dockerfile": "FROM scratch\n",
        "docker/casa-5.4/Dockerfile": "FROM scratch\n",
        "docker/sofia/Dockerfile": "FROM scratch\n",
        "plot_scripts/general_functions.py": "def read(name):\n    return open(name, 'rb').read()\n",
    }
    pairs = zip(_TITLES.values(), FITS_NAMES, NOTEBOOKS, strict=True)
    return members | {path: _notebook(title, name) for title, name, path in pairs}


def _notebook(title: str, fits_name: str) -> str:
    code = (
        "import numpy as np\nfrom astropy.io import fits\nimport general_functions\n",
        f"data = fits.getdata('{fits_name}')\nassert data.shape == (4, 4)\n",
        "".join(f"value_{line} = {line}\n" for line in range(_LINES)),
        f"print(general_functions.read('{fits_name}')[:6], data.sum())",
    )
    cells = [{"cell_type": "markdown", "metadata": {}, "source": [f"# {title}\n", "HCG 16"]}]
    cells += [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": each.splitlines(keepends=True),
        }
        for each in code
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 2}
    )


def _codemeta() -> str:
    return json.dumps(
        {
            "@context": "https://doi.org/10.5063/schema/codemeta-2.0",
            "@type": "SoftwareSourceCode",
            "name": "hcg-16",
            "description": "Evolution of compact groups: HCG 16",
            "version": "1.2.1",
            "license": "https://spdx.org/licenses/GPL-3.0-only",
            "codeRepository": "git+https://github.com/AMIGA-IAA/hcg-16.git",
            "identifier": f"https://zenodo.org/doi/10.5281/zenodo.{CONCEPT}",
            "runtimePlatform": ["Python", "Docker"],
            "softwareRequirements": (
                "https://github.com/AMIGA-IAA/hcg-16/blob/master/conda-linux-64.lock"
            ),
            "keywords": ["galaxies", "HI", "interactions"],
            "author": [
                {
                    "@type": "Person",
                    "@id": "https://orcid.org/0000-0002-5434-4904",
                    "givenName": "Michael G.",
                    "familyName": "Jones",
                    "affiliation": {"@type": "Organization", "name": "IAA"},
                }
            ],
        }
    )
