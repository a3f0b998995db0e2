import json
import re

from esap_jupyter import models
from esap_jupyter.handlers import HANDLERS
from esap_jupyter.handlers.openapi import document, operations


async def test_is_served_under_the_base_url(ask):
    status, served = await ask("GET", "openapi.json")
    assert status == 200
    assert served["openapi"].startswith("3.1")
    assert served["servers"] == [{"url": "/user/alice/esap"}]
    assert served == json.loads(json.dumps(document(HANDLERS, server="/user/alice/esap")))


def test_every_method_of_every_handler_is_documented():
    paths = document(HANDLERS, server="/esap")["paths"]
    for handler in HANDLERS:
        methods = {
            name for name in ("get", "post", "put", "patch", "delete") if name in vars(handler)
        }
        assert methods == set(operations(handler)), handler
        assert methods == set(paths[f"/{handler.path}"]) - {"parameters"}
        for each in methods:
            assert paths[f"/{handler.path}"][each]["summary"]


def test_names_in_paths_are_parameters():
    for path, item in document(HANDLERS, server="/esap")["paths"].items():
        named = [parameter["name"] for parameter in item.get("parameters", [])]
        assert named == re.findall(r"{(\w+)}", path)


def test_references_lead_somewhere():
    text = json.dumps(document(HANDLERS, server="/esap"))
    names = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert names <= set(models.__all__)
    assert {"Search", "SearchRequest", "Page", "ErrorInfo", "SaveRequest"} <= names


def test_arguments_are_documented():
    rows = document(HANDLERS, server="/esap")["paths"]["/results/{result}/rows"]["get"]
    given = {parameter["name"]: parameter["required"] for parameter in rows["parameters"]}
    assert given == {
        "start": True,
        "stop": True,
        "columns": True,
        "sort": False,
        "direction": False,
        "where": False,
    }
