"""Service descriptors of a VOTable (IVOA DataLink 1.1, section 4), kept beside a stored table."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from .refusals import plain_text

__all__ = ["InputParam", "ServiceDescriptor", "ServiceReader", "load_services", "save_services"]

_FILE = "services.json"
_MOST_SERVICES = 500
_MOST_PARAMS = 100
_MOST_OPTIONS = 500
_LONGEST = 2000
_PARAM_KEYS = ("name", "value", "datatype", "arraysize", "unit", "ucd", "utype", "xtype", "ref")
_SERVICE_KEYS = {
    "accessurl": "access_url",
    "standardid": "standard_id",
    "contenttype": "content_type",
}


class InputParam(msgspec.Struct, kw_only=True, frozen=True):
    """A parameter that a service takes.

    ``ref`` is the name of the column whose cell is the value, or empty. ``minimum`` and
    ``maximum`` are VOTable's texts: one number, or as many as the ``xtype`` has.
    """

    name: str
    value: str = ""
    ref: str = ""
    datatype: str = ""
    arraysize: str = ""
    unit: str = ""
    ucd: str = ""
    utype: str = ""
    xtype: str = ""
    description: str = ""
    minimum: str = ""
    maximum: str = ""
    options: tuple[str, ...] = ()


class ServiceDescriptor(msgspec.Struct, kw_only=True, frozen=True):
    """A service that takes values of a row, or of the person, and where it is."""

    id: str = ""
    name: str = ""
    description: str = ""
    standard_id: str = ""
    access_url: str = ""
    content_type: str = ""
    inputs: tuple[InputParam, ...] = ()

    def is_standard(self, name: str) -> bool:
        """Tell whether it follows a standard, such as ``SODA``, in whichever version."""
        return self.standard_id.lower().startswith(f"ivo://ivoa.net/std/{name.lower()}")


@dataclass
class _Param:
    texts: dict[str, str]
    options: list[str] = field(default_factory=list)

    def done(self, columns: Mapping[str, str]) -> InputParam:
        reference = columns.get(self.texts.get("ref", ""), "")
        texts = {"name": "", **self.texts, "ref": reference}
        return InputParam(**texts, options=tuple(self.options))


@dataclass
class _Service:
    texts: dict[str, str]
    params: list[_Param] = field(default_factory=list)

    def done(self, columns: Mapping[str, str]) -> ServiceDescriptor:
        inputs = tuple(param.done(columns) for param in self.params)
        return ServiceDescriptor(**self.texts, inputs=inputs)


class ServiceReader:
    """Collects the descriptors of a document, element by element; what is too much is left out."""

    def __init__(self) -> None:
        self._services: list[_Service] = []
        self._path: list[str] = []
        self._param: _Param | None = None
        self._in_group = False

    @property
    def inside(self) -> bool:
        """Whether a descriptor is being read."""
        return bool(self._path)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Enter a RESOURCE of the type ``meta``, or an element in it."""
        if not self._path:
            known = {"id": attributes.get("ID", ""), "name": attributes.get("name", "")}
            self._services.append(_Service(known))
        elif name == "GROUP":
            self._in_group = attributes.get("name", "").lower() == "inputparams"
        elif name == "PARAM":
            self._start_param(attributes)
        elif name in {"MIN", "MAX", "OPTION"} and self._param is not None:
            _limit(self._param, name, attributes.get("value", ""))
        self._path.append(name)

    def end(self, name: str, text: str) -> None:
        """Leave it."""
        self._path.pop()
        if name == "DESCRIPTION" and self._path:
            self._describe(plain_text(text, _LONGEST))
        elif name == "PARAM":
            self._param = None
        elif name == "GROUP":
            self._in_group = False
        if not self._path and len(self._services) > _MOST_SERVICES:
            self._services.pop()

    def services(self, columns: Mapping[str, str]) -> list[ServiceDescriptor]:
        """Return the descriptors that say where their service is.

        Parameters
        ----------
        columns
            Names of columns by their XML id.
        """
        found = [service.done(columns) for service in self._services]
        return [service for service in found if service.access_url]

    def _start_param(self, attributes: Mapping[str, str]) -> None:
        service = self._services[-1]
        if not self._in_group:
            key = _SERVICE_KEYS.get(attributes.get("name", "").lower())
            if key is not None:
                service.texts.setdefault(key, attributes.get("value", "").strip())
            return
        self._param = _Param({key: attributes[key] for key in _PARAM_KEYS if key in attributes})
        if len(service.params) < _MOST_PARAMS:
            service.params.append(self._param)

    def _describe(self, text: str) -> None:
        if self._param is not None and self._path[-1] == "PARAM":
            self._param.texts["description"] = text
        elif len(self._path) == 1:
            self._services[-1].texts["description"] = text


def save_services(services: Sequence[ServiceDescriptor], table: Path) -> None:
    """Keep descriptors beside a table; nothing is written where there are none."""
    if services:
        # Several answers may be decoded into one folder at a time.
        fresh = table.with_name(f".{_FILE}.{secrets.token_hex(4)}")
        fresh.write_bytes(msgspec.json.encode(services))
        fresh.replace(table.with_name(_FILE))


def load_services(table: Path) -> list[ServiceDescriptor]:
    """Return the descriptors that were kept beside a table."""
    try:
        content = table.with_name(_FILE).read_bytes()
        return msgspec.json.decode(content, type=list[ServiceDescriptor])
    except (FileNotFoundError, msgspec.MsgspecError):
        # They are a help, not the table: without them, columns may still lead to the files.
        return []


def _limit(param: _Param, name: str, value: str) -> None:
    if name != "OPTION":
        param.texts["minimum" if name == "MIN" else "maximum"] = value
    elif len(param.options) < _MOST_OPTIONS:
        param.options.append(value)
