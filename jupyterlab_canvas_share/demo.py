"""Two people on one machine: a data scientist's JupyterLab and an analyst's Canvas page."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from .demo_data import fetch_churn
from .model.errors import Unavailable

#: How long a server may take to answer before the demo gives up, in seconds.
START_LIMIT = 60


@dataclass(frozen=True)
class DemoServer:
    """One of the two servers. ``page`` is the path that is printed."""

    app: str
    profile: str
    command: tuple[str, ...]
    page: str


SERVERS = (
    DemoServer("Studio", "data-scientist", ("jupyterlab",), "lab"),
    DemoServer("Canvas", "analyst", ("jupyter_server",), "canvas"),
)


def run_demo(folder: Path, *, browser: bool) -> int:
    """Start both servers, print ``Studio: <url>`` and ``Canvas: <url>``, wait for Ctrl-C.

    ``folder`` keeps the shared store and each one's files, so that a second start continues.

    Raises Unavailable: a server did not start; its log is named.
    """
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    # SIGINT too: a shell starts what it runs in the background with SIGINT ignored
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    data_set, notice = fetch_churn(files)
    if notice:
        print(notice)
    with _running(folder) as addresses:
        for server, address in zip(SERVERS, addresses, strict=True):
            print(f"{server.app}: {address}", flush=True)
        print(f"{data_set.name} lies in the file browser. Stop with Ctrl-C.", flush=True)
        if browser:
            for address in addresses:
                webbrowser.open(address)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("Stopping both servers.", flush=True)
    return 0


@contextmanager
def _running(folder: Path) -> Iterator[list[str]]:
    processes: list[subprocess.Popen[bytes]] = []
    try:
        addresses = []
        starting = []
        for server in SERVERS:
            port, token = _free_port(), secrets.token_hex(16)
            processes.append(_start(server, folder, port, token))
            url = f"http://127.0.0.1:{port}/{server.page}?token={token}"
            addresses.append(url)
            starting.append((processes[-1], f"http://127.0.0.1:{port}/api", _log(folder, server)))
        for process, api, log in starting:
            _wait(process, api, log)
        yield addresses
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _start(server: DemoServer, folder: Path, port: int, token: str) -> subprocess.Popen[bytes]:
    home = folder / server.profile
    home.mkdir(exist_ok=True)
    options = {
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.root_dir": folder / "files",
        "ServerApp.open_browser": False,
        "ServerApp.jpserver_extensions": "jupyterlab_canvas_share=True",
        "CanvasShare.store": (folder / "store").as_uri(),
        "CanvasShare.domain": "default",
        "CanvasShare.user_profile": server.profile,
        "CanvasShare.apps": server.app,
        "CanvasShare.data_dir": home / "data",
        "CanvasShare.cache_dir": home / "cache",
        # The demo leaves the person's own JupyterLab as it is.
        "LabApp.user_settings_dir": _settings(home),
        "LabApp.workspaces_dir": home / "workspaces",
    }
    command = [sys.executable, "-m", *server.command, *(f"--{k}={v}" for k, v in options.items())]
    if os.name == "posix" and os.geteuid() == 0:
        command.append("--ServerApp.allow_root=True")
    with _log(folder, server).open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal is ours to handle: each server would ask for confirmation.
            start_new_session=True,
            # The token goes by the environment, since a command line is for everybody to see.
            env={**os.environ, "JUPYTER_TOKEN": token},
        )


def _log(folder: Path, server: DemoServer) -> Path:
    return folder / f"{server.profile}.log"


def _settings(home: Path) -> Path:
    """JupyterLab's settings for the demo: it does not begin by asking whether to fetch news."""
    settings = home / "settings"
    news = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True, exist_ok=True)
    if not news.exists():
        news.write_text('{"fetchNews": "false"}')
    return settings


def _wait(process: subprocess.Popen[bytes], api: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(api, timeout=2):  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise Unavailable(f"A server did not start; see {log}.", code="demo_server_failed")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
