"""The generated TypeScript agrees with the models."""

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from esap_jupyter import models
from esap_jupyter.handlers.schemas import component_schemas

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "scripts" / "schema.py"


def needs_generator():
    if not shutil.which("node") or not (ROOT / "node_modules/json-schema-to-typescript").is_dir():
        pytest.skip("no node, or npm ci has not run")


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )


def test_types_have_not_drifted():
    needs_generator()
    done = run("--check")
    assert done.returncode == 0, done.stderr


def test_drift_is_noticed(tmp_path):
    needs_generator()
    types = tmp_path / "schema.ts"
    types.write_text("export type Archive = string;\n")
    done = run("--check", "--output", str(types))
    assert done.returncode != 0
    assert "drifted" in done.stderr
    assert types.read_text() == "export type Archive = string;\n"


def test_every_public_model_has_a_schema():
    assert sorted(component_schemas()) == sorted(models.__all__)


def test_what_the_server_sends_is_all_required():
    schemas = component_schemas()
    assert "maxrec" in schemas["Provenance"]["required"]
    assert schemas["SearchRequest"]["required"] == ["archives"]


def test_the_server_leaves_nothing_out():
    sent = msgspec.json.decode(msgspec.json.encode(models.ErrorInfo(code="x", message="y")))
    assert set(sent) == set(component_schemas()["ErrorInfo"]["required"])
