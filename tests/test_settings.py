"""A wrong setting never keeps Jupyter from starting; every route says which one it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError


@pytest.fixture
def setting(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any], setting: dict[str, Any]) -> dict[str, Any]:
    jp_server_config["CanvasShare"].update(setting)
    return jp_server_config


@pytest.mark.parametrize(
    ("setting", "code", "says"),
    [
        ({"user_profile": "not a name"}, "bad_profile_name", "CanvasShare.user_profile"),
        ({"user_profile": "x" * 64}, "bad_profile_name", "CanvasShare.user_profile"),
        ({"domain": "../up"}, "bad_domain_name", "CanvasShare.domain"),
        ({"store": "ftp://somewhere"}, "bad_store_url", "CanvasShare.store"),
        ({"store": "file:///proc/none/such"}, "store_unavailable", "CanvasShare.store"),
    ],
    indirect=["setting"],
)
async def test_a_wrong_setting_is_named(code: str, says: str, jp_fetch: Any) -> None:
    for _ in range(2):
        with pytest.raises(HTTPClientError) as refusal:
            await jp_fetch("canvas-share", "api", "me")
        body = json.loads(refusal.value.response.body)
        assert body["code"] == code
        assert says in body["message"]


@pytest.mark.parametrize(
    "setting", [{"apps": ["Studio"], "training": False, "display_name": "Alice A."}], indirect=True
)
async def test_me_tells_what_this_server_can_do(jp_fetch: Any, store: Path) -> None:
    response = await jp_fetch("canvas-share", "api", "me")
    me = json.loads(response.body)
    assert me["capabilities"] == {"train": False, "studio": True, "canvas": False}
    assert me["profile"]["display_name"] == "Alice A."
    assert me["store"] == store.as_uri()
    assert me["max_recipients"] == 23
