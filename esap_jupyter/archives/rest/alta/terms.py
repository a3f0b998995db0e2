"""The terms in which ALTA is asked, as on ESAP's own query page of Apertif.

ALTA ignores parameters that it does not know and then returns everything, so names and values
are checked here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ....errors import BadRequestError

__all__ = [
    "COLLECTIONS",
    "HELPDESK",
    "IMAGING",
    "PREVIEWED",
    "PRODUCTS",
    "RELEASES",
    "RETRIEVAL",
    "Terms",
    "form",
    "read_terms",
]

HELPDESK = "https://support.astron.nl/rohelpdesk"
RETRIEVAL = (
    "Processed products are downloaded by their access_url. Raw measurement sets are on tape and "
    f"cannot be retrieved online: ask the helpdesk of ASTRON ({HELPDESK}), naming their dataset."
)
COLLECTIONS = {
    "all": "All of Apertif",
    "imaging": "Imaging",
    "timedomain": "Time domain",
}
_PROCESSED = {
    "calibratedVisibility": "Calibrated visibilities",
    "continuumMF": "Continuum image (multi-frequency)",
    "continuumChunk": "Continuum image of a part of the band",
    "imageCube": "Line cube",
    "beamCube": "Beam cube",
    "polarisationImage": "Polarisation image",
    "polarisationCube": "Polarisation cube",
    "continuumCube": "Continuum cube",
}
_RAW = {"uncalibratedVisibility": "Raw visibilities"}
_SERIES = {"pulsarTimingTimeSeries": "Tied-array beams (PSRFITS)"}
IMAGING = (*_RAW, *_PROCESSED)
"""The product subtypes of the imaging survey."""
PREVIEWED = frozenset({"continuumMF", "imageCube", "polarisationImage", "polarisationCube"})
"""The product subtypes of which ASTRON VO makes previews."""
_SUBTYPES = {**_RAW, **_PROCESSED, **_SERIES}
_TYPES = {
    "visibility": "Visibilities",
    "image": "Image",
    "cube": "Cube",
    "timeSeries": "Time series",
}
_LEVELS = {"raw": "Raw", "processed": "Processed"}
PRODUCTS = {"timeseries": "timeSeries", **{name: name for name in ("visibility", "image", "cube")}}
"""ALTA's dataProductType by ObsCore's dataproduct_type."""
RELEASES = {
    "APERTIF_DR1_Imaging": "Apertif imaging data release 1",
    "SVC_2019_Imaging": "Science verification campaign 2019 (imaging)",
    "SVC_2019_TimeDomain": "Science verification campaign 2019 (time domain)",
    "Commissioning2018": "Commissioning 2018",
}
_ANY = "all"
_LONGEST = 200


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may ask ALTA for; ``all`` and empty text do not restrict.

    ``target`` is a part of a field's name, ``name`` one of a file's, ``dataset`` the task id.
    """

    target: str = ""
    name: str = ""
    dataset: str = ""
    collection: str = _ANY
    level: str = _ANY
    dataproduct_type: str = _ANY
    dataproduct_subtype: str = _ANY
    release: str = _ANY

    def parameters(self) -> dict[str, str]:
        """Return ALTA's own parameters (Django's look-ups).

        Raises
        ------
        BadRequestError
            The subtype is not of the collection.
        """
        chosen = {
            "calibrationLevel": self.level,
            "dataProductType": self.dataproduct_type,
            **self._subtypes(),
            "releases": self.release,
        }
        texts = {
            "target__icontains": self.target,
            "name__icontains": self.name,
            "datasetID": self.dataset,
        }
        restricting = {key: value for key, value in chosen.items() if value != _ANY}
        return {key: text for key, text in texts.items() if text} | restricting

    def _subtypes(self) -> dict[str, str]:
        wanted, of = self.dataproduct_subtype, self.collection
        members = {"imaging": IMAGING, "timedomain": tuple(_SERIES)}.get(of, tuple(_SUBTYPES))
        if wanted not in (_ANY, *members):
            raise BadRequestError(
                f"The collection {of!r} of Apertif has no products of the type {wanted!r}.",
                remedy="Choose another collection or another product.",
            )
        if wanted == _ANY and of == "imaging":
            return {"dataProductSubType__in": ",".join(members)}
        if wanted == _ANY and of == "timedomain":
            return {"dataProductSubType": members[0]}
        return {"dataProductSubType": wanted}


def read_terms(
    given: Mapping[str, Any], *, who: str, collection: str | None = None, product: str = ""
) -> Terms:
    """Check what was filled in.

    Parameters
    ----------
    given
        The values by term.
    who
        What to call the archive.
    collection
        The collection that is chosen, unless the terms name one.
    product
        ObsCore's dataproduct_type, unless the terms name ALTA's.

    Raises
    ------
    BadRequestError
        There is no such term, or no such value of it.
    """
    unknown = sorted(given.keys() - set(Terms.__struct_fields__))
    if unknown:
        raise BadRequestError(
            f"{who} has no term {unknown[0]!r}.",
            remedy=f"Its terms are {', '.join(Terms.__struct_fields__)}.",
        )
    texts = {key: _text(key, value, who) for key, value in given.items() if value is not None}
    if collection and not texts.get("collection"):
        texts["collection"] = collection
    if product and texts.get("dataproduct_type", _ANY) in ("", _ANY):
        texts["dataproduct_type"] = _product(product, who)
    terms = Terms(**{key: text for key, text in texts.items() if text})
    _check("collection", terms.collection, COLLECTIONS, who)
    _check("level", terms.level, _LEVELS, who)
    _check("dataproduct_type", terms.dataproduct_type, _TYPES, who)
    _check("dataproduct_subtype", terms.dataproduct_subtype, _SUBTYPES, who)
    return terms


def form(collection: str | None, releases: Sequence[str]) -> dict[str, Any]:
    """Describe the terms as JSON Schema, with the defaults of ESAP's page.

    Parameters
    ----------
    collection
        The collection to begin with.
    releases
        Data releases to offer besides those that are known.
    """
    known = {name: RELEASES.get(name, name) for name in (*RELEASES, *releases)}
    imaging = collection in (None, "imaging")
    return {
        "type": "object",
        "title": "Apertif data products",
        "description": RETRIEVAL,
        "additionalProperties": False,
        "properties": {
            "collection": _choice(
                "Collection",
                {k: v for k, v in COLLECTIONS.items() if k != _ANY},
                collection or "imaging",
            ),
            "level": _choice("Processing level", _LEVELS, "processed" if imaging else _ANY),
            "dataproduct_type": _choice("Product type", _TYPES, _ANY),
            "dataproduct_subtype": _choice("Product", _SUBTYPES, _ANY),
            "release": _choice("Data release", known, "APERTIF_DR1_Imaging" if imaging else _ANY),
            "target": _line("Field name", "Part of the name of the observed field."),
            "name": _line("File name", "Part of the name of the file."),
            "dataset": _line("Dataset", "The id of the task, such as 190807041."),
        },
    }


def _choice(title: str, values: Mapping[str, str], default: str) -> dict[str, Any]:
    choices = {_ANY: "All", **values}
    return {
        "type": "string",
        "title": title,
        "default": default,
        "oneOf": [{"const": value, "title": words} for value, words in choices.items()],
    }


def _line(title: str, description: str) -> dict[str, Any]:
    return {
        "type": "string",
        "title": title,
        "description": description,
        "maxLength": _LONGEST,
    }


def _text(key: str, value: Any, who: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or not value.strip().isprintable():
        raise BadRequestError(
            f"{key} of {who} cannot be {str(value)[:40]!r}.",
            remedy=f"Give one line of text, at most {_LONGEST} characters.",
        )
    return value.strip()


def _check(key: str, value: str, known: Mapping[str, str], who: str) -> None:
    if value not in (_ANY, *known):
        raise BadRequestError(
            f"{key} of {who} cannot be {value!r}.",
            remedy=f"It is one of {', '.join((_ANY, *(k for k in known if k != _ANY)))}.",
        )


def _product(product: str, who: str) -> str:
    found = PRODUCTS.get(product.lower())
    if found is None:
        raise BadRequestError(
            f"{who} has no products of the type {product!r}.",
            remedy=f"It has {', '.join(PRODUCTS)}.",
        )
    return found
