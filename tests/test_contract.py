"""The contract is made from the code, committed, and served; no copy of it may drift."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from tornado.httpclient import HTTPClientError

from jupyterlab_canvas_share.routes.openapi import as_yaml, document
from jupyterlab_canvas_share.routes.rules import as_typescript

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / "node_modules" / ".bin"
GENERATED = ROOT / "src" / "api" / "generated"


def test_the_committed_contract_is_current() -> None:
    committed = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    assert committed == as_yaml(), "run `make generate`"


def test_the_committed_typescript_types_are_current(tmp_path: Path) -> None:
    generated = tmp_path / "schema.ts"
    subprocess.run(
        [TOOLS / "openapi-typescript", ROOT / "openapi.yaml", "--output", generated],
        check=True,
        capture_output=True,
    )
    assert _committed("schema.ts") == _formatted(generated.read_bytes()), "run `make generate`"


def test_the_committed_lists_and_limits_are_current() -> None:
    assert _committed("rules.ts") == _formatted(as_typescript().encode()), "run `make generate`"


def _committed(name: str) -> str:
    return (GENERATED / name).read_text(encoding="utf-8")


def _formatted(typescript: bytes) -> str:
    return subprocess.run(
        [TOOLS / "prettier", "--stdin-filepath", ROOT / "src" / "api" / "schema.ts"],
        input=typescript,
        check=True,
        capture_output=True,
    ).stdout.decode()


def test_every_operation_documents_the_shape_of_a_refusal() -> None:
    for path, verbs in document()["paths"].items():
        for verb, operation in verbs.items():
            body = operation["responses"]["default"]["content"]["application/json"]["schema"]
            assert body == {"$ref": "#/components/schemas/ErrorBody"}, (verb, path)


def test_every_reference_resolves() -> None:
    contract = document()
    names = set(contract["components"]["schemas"])
    text = json.dumps(contract)
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= names


async def test_the_contract_is_served(jp_fetch: Any) -> None:
    response = await jp_fetch("canvas-share", "api", "openapi.yaml")
    assert response.headers["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(response.body) == document()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("profiles?limit=0", "invalid_request"),
        ("profiles?limit=many", "invalid_request"),
        ("profiles?unknown=1", "invalid_request"),
        ("shared-models", "invalid_request"),
        ("shared-models?direction=sideways", "invalid_request"),
        ("jobs/no-such-job", "no_such_job"),
        ("models/nowhere/x", "unknown_source"),
    ],
)
async def test_refusals_have_one_shape(path: str, code: str, jp_fetch: Any) -> None:
    name, _, query = path.partition("?")
    params = dict(item.split("=") for item in query.split("&")) if query else {}
    with pytest.raises(HTTPClientError) as refusal:
        await jp_fetch("canvas-share", "api", *name.split("/"), params=params)
    body = json.loads(refusal.value.response.body)
    assert set(body) == {"code", "message", "details"}
    assert body["code"] == code
    assert 400 <= refusal.value.code < 500


@pytest.mark.parametrize("body", ["", "[]", "null", '"text"', "{", '{"name": 5}'])
async def test_a_body_that_does_not_parse_is_a_bad_request(body: str, jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refusal:
        await jp_fetch("canvas-share", "api", "jobs", method="POST", body=body)
    assert refusal.value.code == 400
    assert json.loads(refusal.value.response.body)["message"]
