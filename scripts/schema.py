"""Write the TypeScript types of the REST interface; with --check, fail when they have drifted."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "labextension" / "src" / "api" / "schema.ts"
BANNER = "// Made from esap_jupyter/models by scripts/schema.py; do not edit."
COMPILE = """
import { compile } from 'json-schema-to-typescript';
let text = '';
for await (const part of process.stdin) text += part;
const options = JSON.parse(text);
process.stdout.write(await compile(options.schema, 'Models', options));
"""


def schema() -> dict[str, object]:
    """Give one JSON Schema that holds all models."""
    sys.path.insert(0, str(ROOT))
    from esap_jupyter.handlers.schemas import component_schemas

    definitions = component_schemas("#/$defs/{name}")
    return {
        "title": "Models",
        "description": "All models by name.",
        "type": "object",
        "additionalProperties": False,
        "required": list(definitions),
        "properties": {name: {"$ref": f"#/$defs/{name}"} for name in definitions},
        "$defs": definitions,
    }


def typescript() -> str:
    """Compile the schema with json-schema-to-typescript."""
    options = {
        "schema": schema(),
        "bannerComment": BANNER,
        "additionalProperties": False,
        "format": True,
        "style": {"singleQuote": True, "printWidth": 100, "trailingComma": "none"},
    }
    command = ["node", "--input-type=module", "--eval", COMPILE]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(options), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"json-schema-to-typescript failed (npm ci first?):\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Write the types, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; fail on drift")
    parser.add_argument("--output", type=Path, default=TARGET, help="the file of types")
    arguments = parser.parse_args()
    output: Path = arguments.output
    text = typescript()
    if not arguments.check:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    elif not output.exists() or output.read_text(encoding="utf-8") != text:
        sys.exit(f"{output} has drifted from the models: run scripts/schema.py")


if __name__ == "__main__":
    main()
