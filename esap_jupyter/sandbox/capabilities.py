"""What a service can do (VOSI 1.1, TAPRegExt 1.0)."""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from ..adql.functions import GEOMETRY, SIGNATURES
from .limits import DEFAULT_MAXREC, DURATION, HARD_MAXREC, MAX_DURATION, MAX_UPLOAD
from .xml import child, document

__all__ = ["capabilities", "service_capabilities"]

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_VODATA = "http://www.ivoa.net/xml/VODataService/v1.1"
_MODELS = {
    "ObsCore-1.1": "ivo://ivoa.net/std/ObsCore#core-1.1",
    "Registry 1.1": "ivo://ivoa.net/std/RegTAP#1.1",
}
_GAVO = "ivo://org.gavo.dc/std/exts"
_REGISTRY = "ivo://ivoa.net/std/TAPRegExt#"
_FEATURES = f"{_REGISTRY}features-"
_OUTPUT = f"{_REGISTRY}output-votable-"


def capabilities(base: str) -> bytes:
    """Return the document that says what the TAP service can do.

    Parameters
    ----------
    base
        The address of the TAP service.
    """
    root = _capabilities()
    _tap(root, base)
    standard = child(root, "capability", standardID="ivo://ivoa.net/std/DALI#examples")
    _interface(standard, f"{base}/examples", use="full", version="1.0", kind="vr:WebBrowser")
    _self_description(root, base)
    capability = child(root, "capability", standardID="ivo://ivoa.net/std/VOSI#tables-1.1")
    _interface(capability, f"{base}/tables", use="full", version="1.1")
    return document(root)


def service_capabilities(base: str, resources: Mapping[str, str], *, version: str) -> bytes:
    """Return the document that says what a service other than TAP can do.

    Parameters
    ----------
    base
        The address of the service.
    resources
        The address of a resource by the identifier of its standard.
    version
        The version of the standard.
    """
    root = _capabilities()
    for standard, url in resources.items():
        capability = child(root, "capability", standardID=standard)
        _interface(capability, url, use="base", version=version)
    _self_description(root, base)
    return document(root)


def _capabilities() -> ET.Element:
    return ET.Element(
        "vosi:capabilities",
        {
            "xmlns:vosi": "http://www.ivoa.net/xml/VOSICapabilities/v1.0",
            "xmlns:tr": "http://www.ivoa.net/xml/TAPRegExt/v1.0",
            "xmlns:vr": "http://www.ivoa.net/xml/VOResource/v1.0",
            "xmlns:vs": _VODATA,
            "xmlns:xsi": _XSI,
        },
    )


def _self_description(root: ET.Element, base: str) -> None:
    for name in ("capabilities", "availability"):
        capability = child(root, "capability", standardID=f"ivo://ivoa.net/std/VOSI#{name}")
        _interface(capability, f"{base}/{name}", use="full", version="1.0")


def _tap(root: ET.Element, base: str) -> None:
    capability = child(root, "capability", standardID="ivo://ivoa.net/std/TAP")
    capability.set("xsi:type", "tr:TableAccess")
    _interface(capability, base, use="base", version="1.1")
    for name, model in _MODELS.items():
        child(capability, "dataModel", name, **{"ivo-id": model})
    language = child(capability, "language")
    child(language, "name", "ADQL")
    for version in ("2.0", "2.1"):
        child(language, "version", version, **{"ivo-id": f"ivo://ivoa.net/std/ADQL#v{version}"})
    _features(language, "udf", SIGNATURES)
    _features(language, "adqlgeo", sorted(GEOMETRY - {"MOC"}))
    # RegTAP's clients look for it here before they ask by place.
    extra = child(language, "languageFeatures", type=f"{_GAVO}#extra-adql-keywords")
    child(child(extra, "feature"), "form", "MOC")
    _features(language, "adql-string", ("LOWER", "UPPER", "ILIKE"))
    _features(language, "adql-sets", ("UNION", "EXCEPT", "INTERSECT"))
    _features(language, "adql-common-table", ("WITH",))
    _features(language, "adql-type", ("CAST",))
    _features(language, "adql-conditional", ("COALESCE",))
    _features(language, "adql-offset", ("OFFSET",))
    _format(capability, "binary2", "votable")
    _format(capability, "td", "votable/td")
    child(capability, "uploadMethod", **{"ivo-id": f"{_REGISTRY}upload-inline"})
    _limit(capability, "executionDuration", None, DURATION, MAX_DURATION)
    _limit(capability, "outputLimit", "row", DEFAULT_MAXREC, HARD_MAXREC)
    _limit(capability, "uploadLimit", "byte", MAX_UPLOAD, MAX_UPLOAD)


def _limit(parent: ET.Element, name: str, unit: str | None, default: int, hard: int) -> None:
    attributes = {"unit": unit} if unit else {}
    limit = child(parent, name)
    child(limit, "default", default, **attributes)
    child(limit, "hard", hard, **attributes)


def _interface(
    capability: ET.Element, url: str, *, use: str, version: str, kind: str = "vs:ParamHTTP"
) -> None:
    interface = child(capability, "interface", role="std", version=version)
    interface.set("xsi:type", kind)
    child(interface, "accessURL", url, use=use)


def _features(language: ET.Element, kind: str, forms: Iterable[str]) -> None:
    features = child(language, "languageFeatures", type=f"{_FEATURES}{kind}")
    for form in forms:
        child(child(features, "feature"), "form", form)


def _format(capability: ET.Element, serialization: str, alias: str) -> None:
    name = "tabledata" if serialization == "td" else serialization
    output = child(capability, "outputFormat", **{"ivo-id": f"{_OUTPUT}{serialization}"})
    child(output, "mime", f"application/x-votable+xml;serialization={name}")
    child(output, "alias", alias)
