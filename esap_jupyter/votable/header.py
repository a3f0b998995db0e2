"""Collects what a VOTable says around its rows: status, columns and other metadata."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import ArchiveError, BadAnswerError
from ..wording import query_remedy
from .refusals import plain_text
from .schema import FieldSpec, unique_names
from .services import ServiceDescriptor, ServiceReader

__all__ = ["Header"]

_MESSAGE = 4000
_PARAM_KEYS = ("name", "value", "datatype", "arraysize", "unit", "ucd", "utype", "xtype")
_FIELD_KEYS = ("unit", "ucd", "utype", "xtype", "width", "precision")
_TEXTS = ("DESCRIPTION", "INFO")


@dataclass
class _Field:
    """A FIELD element while it is read."""

    attributes: dict[str, str]
    description: str = ""
    null: str = ""


class Header:
    """Metadata of the first results table and of the document around it.

    Attributes
    ----------
    version
        The VOTable version; empty until the root element was seen.
    infos
        INFO elements by name: their value, or their text.
    truncated
        Whether ``QUERY_STATUS=OVERFLOW`` was seen so far.
    in_table
        Whether the reader stands in the first results table.
    """

    def __init__(self) -> None:
        self.version = ""
        self.infos: dict[str, str] = {}
        self.truncated = False
        self.in_table = False
        self._table_seen = False
        self._description = ""
        self._params: list[dict[str, str]] = []
        self._systems: dict[str, list[dict[str, str]]] = {"coosys": [], "timesys": []}
        self._fields: list[_Field] = []
        self._attributes: dict[str, str] = {}
        self._path: list[str] = []
        self._meta_depth: int | None = None
        self._services = ServiceReader()
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "RESOURCE": self._start_resource,
            "TABLE": self._start_table,
            "FIELD": self._start_field,
            "PARAM": self._start_param,
            "VALUES": self._start_values,
            "INFO": self._start_info,
            "COOSYS": self._systems["coosys"].append,
            "TIMESYS": self._systems["timesys"].append,
        }

    def start(self, name: str, attributes: dict[str, str]) -> bool:
        """Enter an element; tell whether its text is wanted."""
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)
        if self._meta_depth is not None:
            self._services.start(name, attributes)
        self._path.append(name)
        return name in _TEXTS

    def end(self, name: str, text: str) -> None:
        """Leave an element.

        Raises
        ------
        ArchiveError
            It was an INFO element that reports an error.
        """
        self._path.pop()
        if self._meta_depth is not None:
            self._services.end(name, text.strip())
        if name == "INFO":
            self._end_info(text.strip())
        elif name == "DESCRIPTION":
            self._end_description(text.strip())
        elif name == "TABLE":
            self.in_table = False
        elif name == "RESOURCE" and self._meta_depth == len(self._path):
            self._meta_depth = None

    def specs(self) -> list[FieldSpec]:
        """Return the columns of the table.

        Raises
        ------
        BadAnswerError
            There are none, or one has a type that VOTable does not know.
        """
        if not self._fields:
            raise BadAnswerError(
                "The archive answered with a table without columns.",
                remedy="Search again; if it stays, tell the archive.",
            )
        return [_spec(name, one) for name, one in zip(self._names(), self._fields, strict=True)]

    def metadata(self) -> dict[str, Any]:
        """Return what the schema keeps of the table."""
        return {
            "version": self.version,
            "description": self._description,
            "infos": self.infos,
            "params": self._params,
            **self._systems,
        }

    def services(self) -> list[ServiceDescriptor]:
        """Return the service descriptors that were seen so far."""
        named = zip(self._fields, self._names(), strict=True)
        ids = {one.attributes.get("ID", ""): name for one, name in named}
        # Most columns have no id, and most parameters refer to none.
        return self._services.services({key: name for key, name in ids.items() if key})

    def _names(self) -> list[str]:
        return unique_names(
            one.attributes.get("name") or one.attributes.get("ID", "") for one in self._fields
        )

    def _start_resource(self, attributes: dict[str, str]) -> None:
        if self._meta_depth is None and attributes.get("type", "results").lower() == "meta":
            self._meta_depth = len(self._path)

    def _start_table(self, attributes: dict[str, str]) -> None:
        del attributes
        if self._meta_depth is None and not self._table_seen:
            self.in_table = self._table_seen = True

    def _start_field(self, attributes: dict[str, str]) -> None:
        if self.in_table:
            self._fields.append(_Field(attributes))

    def _start_param(self, attributes: dict[str, str]) -> None:
        if self._meta_depth is None and "GROUP" not in self._path:
            self._params.append({key: attributes[key] for key in _PARAM_KEYS if key in attributes})

    def _start_values(self, attributes: dict[str, str]) -> None:
        if self.in_table and self._path[-1] == "FIELD":
            self._fields[-1].null = attributes.get("null", "")

    def _start_info(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes

    def _end_info(self, text: str) -> None:
        if self._meta_depth is not None:
            return
        name = self._attributes.get("name", "")
        value = self._attributes.get("value", "")
        if name.lower() == "query_status":
            self._status(value, text)
        elif name.lower() == "error" and not self._table_seen:
            # Simple Cone Search 1.03, section 2.3, has no other way to say it.
            raise _refused(value or text)
        self.infos[name] = value or text

    def _status(self, value: str, text: str) -> None:
        if value.upper() == "OVERFLOW":
            self.truncated = True
        elif value.upper() != "OK":
            raise _refused(text or value)

    def _end_description(self, text: str) -> None:
        parent = self._path[-1] if self._path else ""
        if parent == "FIELD":
            if self.in_table:
                self._fields[-1].description = text
        elif self._meta_depth is None and parent in {"TABLE", "RESOURCE", "VOTABLE"} and text:
            # The innermost description is the one of the table.
            self._description = text


def _spec(name: str, source: _Field) -> FieldSpec:
    attributes = source.attributes
    more = {key: attributes[key] for key in _FIELD_KEYS if key in attributes}
    spec = FieldSpec(
        name=name,
        datatype=attributes.get("datatype", ""),
        arraysize=attributes.get("arraysize"),
        more=more | {"description": source.description, "null": source.null},
    )
    spec.check()
    return spec


def _refused(words: str) -> ArchiveError:
    said = plain_text(words, _MESSAGE)
    return ArchiveError(
        said or "The archive refused the query without a reason.",
        remedy=query_remedy(said),
    )
