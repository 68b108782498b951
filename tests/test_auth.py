"""Every route and verb of the table: authenticated, authorised, XSRF-checked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jupyter_server.auth.authorizer import Authorizer
from tornado.httpclient import HTTPClientError

from jupyterlab_canvas_share.routes.table import API, ROUTES

VERBS = [
    (verb, path.replace("{", "").replace("}", ""))
    for path, handler in ROUTES
    for verb in ("GET", "POST", "DELETE")
    if hasattr(getattr(handler, verb.lower()), "operation")
]
PAGES = [("GET", "canvas")]


def test_the_table_is_not_empty() -> None:
    assert len(VERBS) >= 20


def _url(path: str) -> list[str]:
    return [*API.split("/"), *path.strip("/").split("/")]


@pytest.mark.parametrize(("verb", "path"), VERBS)
async def test_without_a_token_nothing_answers(verb: str, path: str, jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refusal:
        await jp_fetch(
            *_url(path),
            method=verb,
            headers={"Authorization": "token wrong"},
            allow_nonstandard_methods=True,
        )
    assert refusal.value.code == 403


async def test_the_page_asks_a_stranger_to_log_in(jp_fetch: Any) -> None:
    with pytest.raises(HTTPClientError) as refusal:
        await jp_fetch("canvas", headers={"Authorization": "token wrong"}, follow_redirects=False)
    assert refusal.value.code == 302
    assert "/login?" in refusal.value.response.headers["Location"]


@pytest.mark.parametrize(("verb", "path"), [item for item in VERBS if item[0] != "GET"])
async def test_a_cookie_alone_cannot_change_anything(
    verb: str, path: str, jp_fetch: Any, jp_serverapp: Any, jp_base_url: str
) -> None:
    """What a hostile page could make the browser send: the login cookie, but no XSRF token."""
    first = await jp_fetch("canvas", params={"token": jp_serverapp.identity_provider.token})
    cookies = "; ".join(c.split(";")[0] for c in first.headers.get_list("Set-Cookie"))
    with pytest.raises(HTTPClientError) as refusal:
        await jp_fetch(
            *_url(path),
            method=verb,
            body=b"",
            headers={"Authorization": "", "Cookie": cookies},
            allow_nonstandard_methods=True,
        )
    assert refusal.value.code == 403
    assert "_xsrf" in json.loads(refusal.value.response.body)["message"]


@pytest.mark.parametrize(("verb", "path"), VERBS)
@pytest.mark.parametrize("token", ["right", "wrong"])
async def test_no_answer_is_kept_by_a_browser(
    verb: str, path: str, token: str, jp_fetch: Any
) -> None:
    """A refusal neither: it may be lifted, and a browser may keep a 404 or 410 unasked."""
    headers = {"Authorization": "token wrong"} if token == "wrong" else {}
    answer = await jp_fetch(
        *_url(path),
        method=verb,
        headers=headers,
        allow_nonstandard_methods=True,
        raise_error=False,
    )
    assert answer.code < 500
    assert answer.headers.get_list("Cache-Control") == ["no-store"]


class Nobody(Authorizer):
    """Refuses everything, and remembers what was asked."""

    asked: list[tuple[str, str]] = []  # noqa: RUF012

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        self.asked.append((action, resource))
        return False


class TestAuthorization:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        Nobody.asked.clear()
        jp_server_config["ServerApp"]["authorizer_class"] = Nobody
        return jp_server_config

    @pytest.mark.parametrize(("verb", "path"), VERBS)
    async def test_the_authorizer_decides(self, verb: str, path: str, jp_fetch: Any) -> None:
        with pytest.raises(HTTPClientError) as refusal:
            await jp_fetch(*_url(path), method=verb, allow_nonstandard_methods=True)
        assert refusal.value.code == 403
        assert Nobody.asked == [("read" if verb == "GET" else "write", "canvas-share")]


async def test_the_page_brings_the_xsrf_token_its_own_requests_need(jp_fetch: Any) -> None:
    response = await jp_fetch("canvas")
    assert any(c.startswith("_xsrf=") for c in response.headers.get_list("Set-Cookie"))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
