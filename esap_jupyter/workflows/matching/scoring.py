"""Scores how well a workflow, and each of its notebooks, fits data."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from ...models.workflows import NotebookSummary, Workflow
from ..opening.parameters import fillable
from .traits import FORMATS, Traits

__all__ = ["LEAST", "Scored", "Scorer"]

LEAST = 0.15
"""What scores less fits by chance."""
_MOST_TEXT = 4000
_SHORTEST = 3
_WEIGHTS = {"places": 0.35, "archives": 0.3, "words": 0.4, "kinds": 0.2, "bands": 0.15}
_FORMAT, _TOOL, _PATHS = 0.15, 0.15, 0.05
_GENERIC = frozenset(
    {
        *("telescope", "camera", "survey", "data", "observatory", "archive", "instrument", "tap"),
        *("images", "image", "catalog", "catalogue", "collection", "public", "the", "and"),
        *("obscore", "ivoa", "main", "all"),
    }
)
_KINDS: Mapping[str, tuple[str, ...]] = {
    "image": ("image", "images", "imaging", "mosaic"),
    "cube": ("cube", "cubes", "data cube", "spectral cube", "moment map"),
    "spectrum": ("spectrum", "spectra", "spectroscopy"),
    "sed": ("sed", "spectral energy distribution"),
    "timeseries": ("time series", "light curve", "lightcurve", "variability"),
    "visibility": ("visibility", "visibilities", "interferometry", "calibration"),
    "event": ("event list", "events", "event"),
    "measurements": ("catalogue", "catalog", "cross-match"),
}
_BANDS: Mapping[str, tuple[str, ...]] = {
    "gamma-ray": ("gamma-ray", "gamma ray", "gamma rays", "very high energy", "tev"),
    "X-ray": ("x-ray", "x-rays", "xray"),
    "ultraviolet": ("ultraviolet", "uv"),
    "optical": ("optical", "visible light"),
    "infrared": ("infrared", "near-infrared"),
    "millimeter": ("millimeter", "millimetre", "submillimeter", "submillimetre"),
    "radio": ("radio", "21 cm", "21-cm", "hi line"),
}
_TOOLS: Mapping[str, frozenset[str]] = {
    "image": frozenset(
        ["aplpy", "photutils", "reproject", "sep", "montage_wrapper", "bdsf", "regions"]
    ),
    "cube": frozenset(["spectral_cube", "pvextractor", "sofia"]),
    "spectrum": frozenset(["specutils", "linetools", "sherpa"]),
    "timeseries": frozenset(["lightkurve", "stingray", "celerite2"]),
    "visibility": frozenset(["casatasks", "casatools", "casacore", "pyrap", "losoto"]),
    "event": frozenset(["gammapy", "ctapipe", "fermipy", "km3pipe", "uproot"]),
}
_READERS: Mapping[str, frozenset[str]] = {
    "measurement set": frozenset(["casatasks", "casatools", "casacore", "pyrap"]),
    "HDF5": frozenset(["h5py", "tables"]),
    "ROOT": frozenset(["uproot", "ROOT"]),
    "netCDF": frozenset(["netCDF4", "xarray"]),
}


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """How well something fits, from 0 to 1, and why."""

    score: float
    why: list[str]
    notebook: NotebookSummary | None = None


class Scorer:
    """Compares workflows with the same data.

    Parameters
    ----------
    traits
        What the data are like.
    """

    def __init__(self, traits: Traits) -> None:
        self._traits = traits
        self._terms = {
            "words": _each(traits.words),
            "places": _each(_parts(traits.places)),
            "archives": _each(_parts(traits.archives)),
            "kinds": [(kind, _KINDS.get(kind, (kind,))) for kind in traits.kinds],
            "bands": [(band, _BANDS[band]) for band in traits.bands],
        }

    def score(self, workflow: Workflow) -> Scored | None:
        """Score a workflow by the best of its notebooks; None where it does not fit."""
        common, why = self._by_words(workflow, "")
        own = [self._notebook(each, workflow) for each in workflow.notebooks or []]
        best = max(own, key=lambda each: each.score, default=None)
        if best is None:
            return _if_enough(Scored(score=common, why=why))
        return _if_enough(best)

    def _notebook(self, notebook: NotebookSummary, workflow: Workflow) -> Scored:
        score, why = self._by_words(workflow, notebook.title)
        for points, reason in self._by_cells(notebook):
            score += points
            why.append(reason)
        if score and (named := fillable(notebook.parameters)):
            score += _PATHS
            why.append(f"It takes files by its parameter {named[0]}.")
        return Scored(score=min(1.0, score), why=why, notebook=notebook)

    def _by_words(self, workflow: Workflow, title: str) -> tuple[float, list[str]]:
        sources = (
            ("Its keywords name", ", ".join(workflow.keywords).lower(), 1.0),
            ("Its title names", f"{workflow.title} | {title}".lower(), 1.0),
            ("Its description names", workflow.description[:_MOST_TEXT].lower(), 0.7),
        )
        score, why = 0.0, []
        for trait, terms in self._terms.items():
            found = _best(terms, sources)
            if found is not None:
                share, where, what = found
                score += _WEIGHTS[trait] * share
                why.append(f"{where} {what}{_ABOUT.get(trait, '')}.")
        return score, why

    def _by_cells(self, notebook: NotebookSummary) -> Iterator[tuple[float, str]]:
        imports = set(notebook.imports)
        for name in self._traits.formats:
            reads = next((each for each in notebook.reads if _is_of(each, name)), None)
            with_what = sorted(imports & _READERS.get(name, frozenset()))
            if reads is not None:
                yield _FORMAT, f"Its cells open {name} files ({reads[:60]})."
                break
            if with_what:
                yield _FORMAT, f"It imports {with_what[0]}, which reads {name} files."
                break
        for kind in self._traits.kinds:
            tools = sorted(imports & _TOOLS.get(kind, frozenset()))
            if tools:
                yield _TOOL, f"It imports {tools[0]}, which is for data of the type {kind}."
                break


_ABOUT = {
    "places": ", where the data were taken",
    "archives": ", where the data are from",
    "kinds": ", the type of the data",
    "bands": ", the band of the data",
}

Terms = list[tuple[str, tuple[str, ...]]]


def _best(terms: Terms, sources: Sequence[tuple[str, str, float]]) -> tuple[float, str, str] | None:
    for where, text, share in sources:
        for shown, spellings in terms:
            if any(_has(text, spelling) for spelling in spellings):
                return share, where, shown
    return None


def _has(text: str, term: str) -> bool:
    # Looking for the letters is quick, and mostly says no.
    if term not in text:
        return False
    return _word(term).search(text) is not None


@functools.lru_cache(1024)
def _word(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term)}(?!\w)")


def _each(names: Iterable[str]) -> Terms:
    return [(name, (name.lower(),)) for name in names]


def _parts(names: Sequence[str]) -> list[str]:
    """Return names and what they are put together of, such as MUSE of VLT/MUSE."""
    found: dict[str, None] = {}
    for name in names:
        parts = [name, *re.split(r"[\s/,;:()_]+", name)]
        found |= dict.fromkeys(
            part for part in parts if len(part) >= _SHORTEST and part.lower() not in _GENERIC
        )
    return list(found)


def _is_of(name: str, form: str) -> bool:
    plain = re.sub(r"\.(gz|bz2|xz)$", "", name.partition("?")[0].lower())
    return plain.rpartition(".")[2] in FORMATS[form] and "." in plain


def _if_enough(scored: Scored) -> Scored | None:
    return scored if scored.score >= LEAST else None
