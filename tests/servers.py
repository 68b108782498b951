"""Real servers as processes of their own, for tests in which several people take part."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

API = "canvas-share/api"


@dataclass
class Answer:
    status: int
    body: Any


@dataclass
class Server:
    """One person's server. ``folder`` is its root; ``url`` ends in ``/``."""

    url: str
    token: str
    folder: Path
    log: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    def page(self, path: str) -> str:
        return f"{self.url}{path}?token={self.token}"

    def call(self, method: str, path: str, body: Any = None, /, **query: Any) -> Answer:
        """One request to the API, authenticated by token; JSON both ways (bytes go raw)."""
        url = f"{self.url}{API}{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query)
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            url, raw, {"Authorization": f"token {self.token}"}, method=method
        )
        if method == "POST" and raw is None:
            request.data = b""
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return Answer(response.status, _json(response.read()))
        except urllib.error.HTTPError as error:
            return Answer(error.code, _json(error.read()))

    def get(self, path: str, /, **query: Any) -> Any:
        """GET that must succeed."""
        answer = self.call("GET", path, **query)
        assert answer.status == 200, answer
        return answer.body

    def post(self, path: str, body: Any = None, /, **query: Any) -> Any:
        """POST that must succeed."""
        answer = self.call("POST", path, body, **query)
        assert answer.status in (200, 201), answer
        return answer.body

    def kill(self) -> None:
        """As a power cut would: no clean-up runs."""
        self.process.kill()
        self.process.wait()


def eventually(check: Callable[[], Any], seconds: float = 20, pause: float = 0.05) -> Any:
    """The first truthy result of ``check``; fails with its last result after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        result = check()
        if result:
            return result
        assert time.monotonic() < deadline, f"not within {seconds} s; last result: {result!r}"
        time.sleep(pause)


@contextmanager
def running(
    home: Path,
    store: Path,
    profile: str,
    *,
    apps: tuple[str, ...] = ("Studio", "Canvas"),
    program: str = "jupyter_server",
    port: int | None = None,
) -> Iterator[Server]:
    """Start a server for ``profile`` on ``store``; ``home`` keeps its files between starts."""
    files = home / "files"
    files.mkdir(parents=True, exist_ok=True)
    _answer_the_news_question(home / "jupyter-config" / "lab" / "user-settings")
    port = port or free_port()
    token = secrets.token_hex(8)
    log = home / "server.log"
    options = {
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.root_dir": files,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "ServerApp.jpserver_extensions": "jupyterlab_canvas_share=True",
        "CanvasShare.store": store.as_uri(),
        "CanvasShare.user_profile": profile,
        "CanvasShare.data_dir": home / "data",
        "CanvasShare.cache_dir": home / "cache",
    }
    command = [sys.executable, "-m", program, *(f"--{k}={v}" for k, v in options.items())]
    command += [f"--CanvasShare.apps={app}" for app in apps]
    environment = {
        **os.environ,
        "JUPYTER_TOKEN": token,
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_DATA_DIR": str(home / "jupyter-data"),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter-config"),
    }
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
        )
    server = Server(f"http://127.0.0.1:{port}/", token, files, log, process)
    try:
        _wait(server)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answer_the_news_question(settings: Path) -> None:
    """A fresh JupyterLab asks whether to fetch news, over whatever a screenshot shows."""
    answer = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.write_text('{"fetchNews": "false"}')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.call("GET", "/me").status == 200:
                return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    raise AssertionError(server.log.read_text()[-3000:])


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw
