"""The OpenAPI document, made from the models and the handlers' own declarations."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec

from .. import __version__
from .base import EsapHandler
from .operation import BINARY, EMPTY, IMAGE, PAGE, Operation, operation
from .schemas import Schema, component_schemas, reference

__all__ = ["OpenApiHandler", "document", "operations"]

METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"


class OpenApiHandler(EsapHandler):
    """The OpenAPI document."""

    path = "openapi.json"

    @operation("Describe the interface", answer=dict)
    async def get(self) -> Schema:
        """Describe the interface in OpenAPI 3.1."""
        from . import HANDLERS

        return document(HANDLERS, server=self.base_url + "esap")


def operations(handler: type[EsapHandler]) -> dict[str, Operation]:
    """Give what a handler declares, by method."""
    methods = {name: getattr(handler, name) for name in METHODS}
    return {
        name: method.operation for name, method in methods.items() if hasattr(method, "operation")
    }


def document(handlers: Iterable[type[EsapHandler]], *, server: str) -> Schema:
    """Describe the interface that the handlers make up.

    Parameters
    ----------
    handlers
        All handlers.
    server
        The address below which their paths lie.
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": "ESAP in Jupyter", "version": __version__},
        "servers": [{"url": server}],
        "paths": {f"/{handler.path}": _path(handler) for handler in handlers},
        "components": {"schemas": component_schemas()},
    }


def _path(handler: type[EsapHandler]) -> Schema:
    found: Schema = {name: _operation(each) for name, each in operations(handler).items()}
    names = re.findall(r"{(\w+)}", handler.path)
    if names:
        found["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in names
        ]
    return found


def _operation(declared: Operation) -> Schema:
    success: Schema = {"description": declared.status.phrase}
    if declared.answer in (BINARY, IMAGE, PAGE):
        success["content"] = {declared.answer: {}}
    elif declared.answer is dict:
        success["content"] = {JSON: {"schema": {"type": "object"}}}
    elif declared.answer is not EMPTY:
        success["content"] = {JSON: {"schema": reference(declared.answer)}}
    refused = {
        "description": "What went wrong, and what to do",
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/ErrorInfo"}}},
    }
    found: Schema = {
        "summary": declared.summary,
        "responses": {str(HTTPStatus(declared.status).value): success, "default": refused},
    }
    if declared.body:
        content = {JSON: {"schema": reference(declared.body)}}
        found["requestBody"] = {"required": True, "content": content}
    elif declared.takes:
        found["requestBody"] = {"required": True, "content": {declared.takes: {}}}
    if declared.query:
        found["parameters"] = _parameters(declared.query)
    return found


def _parameters(query: type[msgspec.Struct]) -> list[Schema]:
    _, components = msgspec.json.schema_components([query])
    schema: dict[str, Any] = components[query.__name__]
    return [
        {"name": name, "in": "query", "required": name in schema["required"], "schema": part}
        for name, part in schema["properties"].items()
    ]
