"""Records for a fake Zenodo, made in code, each of a shape that the real one has."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .zenodo_hcg16 import CONCEPT as HCG16_CONCEPT
from .zenodo_hcg16 import hcg16_zip

__all__ = ["FakeRecord", "Sparse", "Whole", "codemeta", "notebook", "sample_records", "zipped"]


class Whole:
    """A file that is in memory."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.size = len(body)
        self.checksum = f"md5:{hashlib.md5(body, usedforsecurity=False).hexdigest()}"

    def read(self, start: int, length: int) -> bytes:
        """Return a part."""
        return self._body[start : start + length]


class Sparse(Whole):
    """A large file of which only some parts are anything but zeros."""

    def __init__(self, size: int, parts: Mapping[int, bytes]) -> None:
        self._parts = dict(parts)
        self.size = size
        self.checksum = "md5:00000000000000000000000000000000"

    def read(self, start: int, length: int) -> bytes:
        """Return a part."""
        body = bytearray(length)
        for begin, part in self._parts.items():
            first, last = max(start, begin), min(start + length, begin + len(part))
            if first < last:
                body[first - start : last - start] = part[first - begin : last - begin]
        return bytes(body)


@dataclass(frozen=True, kw_only=True, eq=False)
class FakeRecord:
    """One version of a record; see the module of shapes for what is told of it."""

    id: str
    concept: str
    title: str
    description: str = "<p>A record.</p>"
    creators: tuple[tuple[str, str, str], ...] = (("Doe, Jane", "", ""),)
    keywords: tuple[str, ...] = ()
    files: Mapping[str, Whole] = field(default_factory=dict)
    access: str = "open"
    version: str = "1.0"
    index: int = 0
    type: str = "software"
    license: str = "bsd-3-clause"
    communities: tuple[str, ...] = ("escape2020",)
    published: str = "2024-01-01"
    code: str = ""
    in_bucket: bool = False

    @property
    def bucket(self) -> str:
        """The name of its bucket, which nobody can guess from its id."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:16]

    @property
    def is_closed(self) -> bool:
        """Whether its files are not for everybody."""
        return self.access in ("restricted", "embargoed", "closed")

    @property
    def text(self) -> str:
        """What a search for words looks at."""
        people = " ".join(" ".join(each) for each in self.creators)
        return f"{self.title} {self.description} {people} {' '.join(self.keywords)} {self.id}"


def notebook(*cells: str | tuple[str, str], tags: tuple[str, ...] = (), **metadata: Any) -> bytes:
    """Make a notebook of nbformat 4: text is code, ``("markdown", …)`` is what it says.

    ``tags`` are of the first cell of code.
    """
    made: list[dict[str, Any]] = []
    for cell in cells:
        kind, source = ("code", cell) if isinstance(cell, str) else cell
        extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
        is_first = kind == "code" and not any(each["cell_type"] == "code" for each in made)
        own = {"tags": list(tags)} if is_first and tags else {}
        made.append({"cell_type": kind, "metadata": own, "source": source, **extra})
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    document = {"cells": made, "metadata": kernel | metadata, "nbformat": 4, "nbformat_minor": 2}
    return json.dumps(document).encode()


def codemeta(**fields: Any) -> bytes:
    """Make a ``codemeta.json`` of version 2, unless told."""
    document = {
        "@context": "https://doi.org/10.5063/schema/codemeta-2.0",
        "@type": "SoftwareSourceCode",
        "name": "A workflow",
        "description": "What it does",
        "author": [{"@type": "Person", "givenName": "Jane", "familyName": "Doe"}],
        "license": "https://spdx.org/licenses/MIT",
        "softwareVersion": "1.0",
    }
    return json.dumps(document | fields).encode()


def zipped(members: Mapping[str, bytes | str], prefix: bytes = b"") -> bytes:
    """Pack members, behind what stands in front of the archive itself."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members.items():
            file.writestr(name, body)
    return prefix + buffer.getvalue()


_PULSAR = notebook(
    ("markdown", "# Folding a pulsar\n\nFolds time series."),
    "filename = 'B0329.fits'\nperiod = 0.714",
    "import numpy as np\nfrom astropy.io import fits\nimport helpers\nfits.open(filename)",
    tags=("parameters",),
)


def sample_records(root: str) -> list[FakeRecord]:
    """Make the records of the community and some beside it.

    Parameters
    ----------
    root
        Where the server is; the data of hcg-16 are fetched from there.
    """
    old = FakeRecord(
        id="1000002",
        concept="1000001",
        title="Pulsar folding",
        description=(
            '<p>Folds <b>pulsars</b> &amp; plots.<script>alert("x")</script></p>'
            '<img src=x onerror="alert(1)"><ul><li>fast</li><li>exact</li></ul>'
        ),
        creators=(
            ("Vohl, Dany", "0000-0003-1779-4532", "ASTRON"),
            ("Bassa, Cees", "", "ASTRON"),
        ),
        keywords=("jupyter-notebook", "LOFAR", "Astronomy"),
        files={"pulsar fold é.zip": Whole(_pulsar_zip())},
        published="2023-02-01",
        code="https://github.com/escape/pulsar-folding/tree/v1.0",
    )
    return [
        old,
        replace(old, id="1000003", version="1.1", index=1, published="2024-05-01", in_bucket=True),
        FakeRecord(
            id=str(int(HCG16_CONCEPT) + 1),
            concept=HCG16_CONCEPT,
            title="AMIGA-IAA/hcg-16: v1.2.1",
            description=(
                "<p>Evolution of compact groups from intermediate to final stages. A case study "
                "of the HI content of HCG 16</p>"
            ),
            creators=(
                ("Jones, Michael G.", "0000-0002-5434-4904", "Instituto de Astrofísica"),
                ("Garrido, Julián", "0000-0002-6696-4772", "Instituto de Astrofísica"),
            ),
            keywords=("HI", "galaxies", "reproducibility"),
            files={"AMIGA-IAA/hcg-16-v1.2.1.zip": Whole(hcg16_zip(root))},
            version="v1.2.1",
            published="2024-04-12",
            license="other-open",
        ),
        FakeRecord(
            id="1000010",
            concept="1000009",
            title="Gamma-ray sources of the CTA",
            keywords=("jupyter-notebook", "CTA"),
            files={
                "cta.ipynb": Whole(notebook(("markdown", "# CTA"), "import gammapy")),
                "codemeta.json": Whole(
                    codemeta(
                        **{"@context": "https://w3id.org/codemeta/3.0"},
                        keywords="CTA, Gamma rays",
                        runtimePlatform="Python 3.11",
                        author={"givenName": "Ana", "familyName": "Perez"},
                    )
                ),
                "environment.yml": Whole(b"name: cta\ndependencies:\n  - gammapy\n"),
            },
        ),
        FakeRecord(
            id="1000020",
            concept="1000019",
            title="Broken description",
            files={
                "codemeta.json": Whole(b'{"name": "half'),
                "old.ipynb": Whole(_OLD),
                "not.ipynb": Whole(b"<html>not a notebook</html>"),
            },
        ),
        FakeRecord(id="1000030", concept="1000029", title="Nothing but words", type="publication"),
        FakeRecord(
            id="1000040",
            concept="1000039",
            title="Restricted simulations",
            access="restricted",
            files={"secret.zip": Whole(b"secret")},
            type="dataset",
        ),
        FakeRecord(
            id="1000050",
            concept="1000049",
            title="Embargoed light curves",
            access="embargoed",
            files={"curves.csv": Whole(b"t,m\n")},
            type="dataset",
        ),
        FakeRecord(
            id="1000060",
            concept="1000059",
            title="Elsewhere: pulsars of nobody",
            communities=(),
            files={"a.txt": Whole(b"a")},
        ),
    ]


_OLD = json.dumps(
    {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "Old"},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 1, "source": ["An old one"]},
                    {
                        "cell_type": "code",
                        "language": "python",
                        "input": ["import pyfits\n", "pyfits.open('a.fits')"],
                        "outputs": [{"output_type": "display_data", "html": "<script>x</script>"}],
                    },
                ]
            }
        ],
    }
).encode()


def _pulsar_zip() -> bytes:
    top = "pulsar-folding-1.0/"
    return zipped(
        {
            f"{top}notebooks/fold.ipynb": _PULSAR,
            f"{top}notebooks/.ipynb_checkpoints/fold-checkpoint.ipynb": _PULSAR,
            f"{top}notebooks/helpers.py": "",
            f"{top}requirements.txt": "numpy\nastropy\n",
            f"{top}codemeta.json": codemeta(
                runtimePlatform=["Python 3"], keywords=["LOFAR", "FRB"]
            ),
        }
    )
