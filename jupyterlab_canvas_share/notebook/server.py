"""Which Jupyter server a kernel belongs to, so that a cell acts as the person at that server."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..model.errors import CanvasShareError, Unavailable
from .http import call

#: A server on this machine that does not answer in this time is not asked for longer.
_PROBE_SECONDS = 2


@dataclass(frozen=True)
class Server:
    """``url`` ends in ``/``. The token is the right to act as the person of that server."""

    url: str
    token: str = field(repr=False)


def find_server(environ: Mapping[str, str] = os.environ) -> Server:
    """The server named by CANVAS_SHARE_URL (and CANVAS_SHARE_TOKEN), else the one that started
    this kernel, else the one of this JupyterLab terminal, else the one that lists this kernel.

    Raises Unavailable (``no_server``): there is none.
    """
    if url := environ.get("CANVAS_SHARE_URL"):
        return Server(_with_slash(url), environ.get("CANVAS_SHARE_TOKEN", ""))
    running = _running()
    parent = environ.get("JPY_PARENT_PID", "")
    terminal = environ.get("JUPYTER_SERVER_URL")
    for info in running:
        # Windows has a handle in JPY_PARENT_PID, not the id of a process.
        if os.name == "posix" and str(info.get("pid")) == parent:
            return _server(info)
        if terminal and _with_slash(str(info["url"])) == _with_slash(terminal):
            return _server(info)
    kernel = _kernel_id()
    for info in running:
        if kernel and _has_kernel(_server(info), kernel):
            return _server(info)
    raise Unavailable(
        "No Jupyter server was found that runs this kernel. Open the notebook in JupyterLab, or "
        "set CANVAS_SHARE_URL and CANVAS_SHARE_TOKEN to the address and the token of a server.",
        code="no_server",
    )


def _running() -> list[dict[str, Any]]:
    """What the servers of this account wrote about themselves (``jupyter server list``)."""
    from jupyter_core.paths import jupyter_runtime_dir

    found = []
    for path in sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json")):
        try:
            info = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(info, dict) and str(info.get("url", "")).startswith(("http:", "https:")):
            found.append(info)
    return found


def _server(info: dict[str, Any]) -> Server:
    return Server(_with_slash(str(info["url"])), str(info.get("token", "")))


def _with_slash(url: str) -> str:
    return url.rstrip("/") + "/"


def _kernel_id() -> str | None:
    """From the connection file, ``kernel-<id>.json``; None outside a kernel."""
    try:
        from ipykernel.connect import get_connection_file

        name = Path(get_connection_file()).stem
    except (ImportError, RuntimeError):
        return None
    return name.removeprefix("kernel-")


def _has_kernel(server: Server, kernel: str) -> bool:
    try:
        call("GET", f"{server.url}api/kernels/{kernel}", server.token, timeout=_PROBE_SECONDS)
    except CanvasShareError:
        return False
    return True
