"""The kernel's requests keep the token to themselves."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from jupyterlab_canvas_share.model.errors import CanvasShareError, Forbidden
from jupyterlab_canvas_share.notebook.http import call


def test_no_redirect_carries_the_token_away() -> None:
    asked: list[str] = []

    class Redirecting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/stolen")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Redirecting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(Forbidden, match="does not accept the token"):
            call("GET", f"http://127.0.0.1:{server.server_port}/me", "secret")
        server.shutdown()
    assert asked == ["/me"]


def test_a_server_that_is_gone_is_told_without_secrets() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(CanvasShareError) as caught:
        call("GET", f"http://me:secret@127.0.0.1:{port}/me?token=secret", "secret")
    assert caught.value.code == "no_answer"
    assert "secret" not in caught.value.message
