"""JSON Schema of the models: the one source of the OpenAPI document and of the TypeScript types."""

import inspect
from typing import Any, get_args, get_origin

import msgspec

from .. import models

__all__ = ["REQUESTS", "component_schemas", "reference"]

REQUESTS = (
    models.SearchRequest,
    models.SaveRequest,
    models.FetchRequest,
    models.CutoutRequest,
    models.NewArchive,
    models.CheckRequest,
    models.DraftRequest,
    models.ColumnFilter,
    models.AttachRequest,
    models.JobChange,
    models.DidQuestion,
    models.DidFilter,
    models.RuleRequest,
    models.DownloadRequest,
    models.UploadRequest,
    models.ArrivedTable,
    models.RowCondition,
    models.RowFilter,
    models.RowSelection,
    models.LoginRequest,
    models.BasketAddition,
    models.BasketRows,
    models.BasketLink,
    models.NewBasketItem,
    models.BasketProvenance,
    models.BasketChange,
    models.BasketFilter,
    models.BasketRemoval,
    models.BasketStep,
    models.BasketDocumentRequest,
    models.BasketSaveRequest,
    models.BasketImport,
    models.StageWhat,
    models.StageRequest,
    models.TransferRequest,
    models.SyncRequest,
    models.NotebookRequest,
    models.BatchRequest,
    models.BatchFetch,
    models.LaunchRequest,
    models.FitRequest,
    models.OpenRequest,
    models.MatchRequest,
    models.CodeRequest,
    models.QueryNotebookRequest,
    models.TutorialRequest,
    models.PublicationRequest,
)
"""What the front end sends: here, what has a default may be left out."""

Schema = dict[str, Any]


def component_schemas(template: str = "#/components/schemas/{name}") -> dict[str, Schema]:
    """Give the schema of each public model and of each named choice of words.

    Parameters
    ----------
    template
        How one schema refers to another.
    """
    public = {name: getattr(models, name) for name in models.__all__}
    structs = [kind for kind in public.values() if isinstance(kind, type)]
    choices = {name: sorted(get_args(kind)) for name, kind in public.items() if get_origin(kind)}
    _, found = msgspec.json.schema_components(structs, ref_template=template)
    schemas: dict[str, Schema] = {
        name: {"enum": words, "type": "string"} for name, words in choices.items()
    }
    for name, schema in found.items():
        schemas[name] = _readable(schema, choices, template)
        if name not in {kind.__name__ for kind in REQUESTS}:
            # The server leaves nothing out, so that the front end need not ask whether it is there.
            schemas[name]["required"] = list(schema["properties"])
    return dict(sorted(schemas.items()))


def reference(kind: Any) -> Schema:
    """Give the schema that refers to a model, or to a list of one, in the OpenAPI document."""
    if get_origin(kind) is list:
        return {"type": "array", "items": reference(get_args(kind)[0])}
    if kind is str:
        return {"type": "string"}
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _readable(schema: Any, choices: dict[str, list[str]], template: str) -> Any:
    if isinstance(schema, list):
        return [_readable(part, choices, template) for part in schema]
    if not isinstance(schema, dict):
        return schema
    for name, words in choices.items():
        if schema.get("enum") == words:
            return {"$ref": template.format(name=name)}
    parts = {key: _readable(value, choices, template) for key, value in schema.items()}
    if isinstance(parts.get("description"), str):
        parts["description"] = inspect.cleandoc(parts["description"])
    return parts
