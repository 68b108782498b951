"""One HTTP request with a token, with the standard library alone: any kernel has it."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import Any

from ..model.errors import (
    BadRequest,
    CanvasShareError,
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    Refused,
    TooLarge,
    Unavailable,
)

_ERRORS = {
    kind.status: kind
    for kind in (BadRequest, Forbidden, NotFound, Conflict, Gone, TooLarge, Refused, Unavailable)
}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to wherever it points."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        return None


# The server is close by: a proxy meant for the outside would only see the token.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def call(method: str, url: str, token: str, body: Any = None, *, timeout: float = 120) -> Any:
    """The JSON answer to one request.

    Raises the CanvasShareError that the server answered; Forbidden ``wrong_token``, NotFound
    ``not_installed``; Unavailable ``no_answer`` or ``bad_address``.
    """
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise Unavailable(
            f"{url} is not an address of a Jupyter server; it starts with http:// or https://.",
            code="bad_address",
        )
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"token {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
    try:
        with _opener.open(request, timeout=timeout) as response:
            return json.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error, url) from None
    except (urllib.error.URLError, OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error or type(error).__name__
        raise Unavailable(
            f"The Jupyter server at {_origin(url)} did not answer: {reason}.", code="no_answer"
        ) from None


def _refusal(error: urllib.error.HTTPError, url: str) -> CanvasShareError:
    try:
        body = json.loads(error.read())
    except (ValueError, OSError):
        body = None
    ours = isinstance(body, dict) and {"code", "message"} <= body.keys()
    kind = _ERRORS.get(error.code, CanvasShareError)
    if ours and (body["message"], error.code) != ("Forbidden", 403):
        return kind(str(body["message"]), code=str(body["code"]))
    if error.code in (301, 302, 303, 307, 401, 403):
        return Forbidden(
            f"The Jupyter server at {_origin(url)} does not accept the token. Set "
            "CANVAS_SHARE_URL and CANVAS_SHARE_TOKEN to the server's address and token.",
            code="wrong_token",
        )
    if error.code == 404:
        return NotFound(
            f"The Jupyter server at {_origin(url)} does not have jupyterlab-canvas-share. Install "
            "it where the server runs, and start the server again.",
            code="not_installed",
        )
    return kind(f"The Jupyter server at {_origin(url)} answered {error.code} {error.reason}.")


def _origin(url: str) -> str:
    """The address without what a URL may carry in secret (``user:password@``, ``?token=``)."""
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
