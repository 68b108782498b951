"""OpenAPI 3.1, made from the route table and the pydantic types; run it to print it."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from .. import __version__
from ..model.errors import ErrorBody
from .operation import Operation
from .table import API, ROUTES

REF = "#/components/schemas/{model}"
ERRORS = "Every refusal has this shape; `code` is stable."


def document() -> dict[str, Any]:
    """The whole contract as a JSON-compatible tree."""
    found = [
        (path, verb, getattr(handler, verb).operation)
        for path, handler in ROUTES
        for verb in ("get", "post", "delete")
        if hasattr(getattr(handler, verb, None), "operation")
    ]
    wanted: set[tuple[type[BaseModel], JsonSchemaMode]] = {(ErrorBody, "serialization")}
    for _, _, op in found:
        if isinstance(op.response, type):
            wanted.add((op.response, "serialization"))
        if isinstance(op.body, type):
            wanted.add((op.body, "validation"))
        if op.query is not None:
            wanted.add((op.query, "validation"))
    refs, schemas = models_json_schema(
        sorted(wanted, key=lambda item: (item[0].__name__, item[1])), ref_template=REF
    )
    components = dict(schemas["$defs"])
    paths: dict[str, Any] = {}
    for path, verb, op in found:
        parameters = _parameters(path, op)
        if op.query is not None:
            components.pop(refs[(op.query, "validation")]["$ref"].rsplit("/", 1)[1], None)
        paths.setdefault(path, {})[verb] = _verb(op, parameters, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "jupyterlab-canvas-share",
            "version": __version__,
            "description": "Base: `<base_url>canvas-share/api`. Jupyter Server authenticates.",
        },
        "servers": [{"url": f"/{API}"}],
        "paths": paths,
        "components": {"schemas": dict(sorted(components.items()))},
    }


def as_yaml() -> str:
    import yaml

    return yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=100)


def _parameters(path: str, op: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    if op.query is not None:
        schema = op.query.model_json_schema(ref_template=REF)
        for name, field in schema["properties"].items():
            required = name in schema.get("required", [])
            parameters.append({"name": name, "in": "query", "required": required, "schema": field})
    return parameters


def _verb(op: Operation, parameters: list[dict[str, Any]], refs: Any) -> dict[str, Any]:
    def content(kind: Any, mode: JsonSchemaMode) -> dict[str, Any]:
        if isinstance(kind, str):
            return {kind: {"schema": {"type": "string", "format": "binary"}}}
        return {"application/json": {"schema": refs[(kind, mode)]}}

    verb: dict[str, Any] = {"summary": op.summary}
    if parameters:
        verb["parameters"] = parameters
    if op.body is not None:
        verb["requestBody"] = {"required": True, "content": content(op.body, "validation")}
    verb["responses"] = {
        str(op.status): {
            "description": op.summary,
            "content": content(op.response, "serialization"),
        },
        "default": {"description": ERRORS, "content": content(ErrorBody, "serialization")},
    }
    return verb


if __name__ == "__main__":
    print(as_yaml(), end="")
