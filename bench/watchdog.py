"""A Jupyter server extension that measures for how long the event loop is held up, and by what.

Loaded into the server that is measured. Every callback of the loop is timed: while one runs, nobody
else is answered. ``GET /bench/watchdog`` answers the longest since the last time it was asked.
"""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

#: So many of the longest are told.
_TOLD = 5


class Watchdog:
    """Times every callback of every loop in this process, and the garbage collector's rounds."""

    def __init__(self) -> None:
        self._held: list[tuple[float, float, str]] = []
        self._collecting = 0.0
        self._longest_collection = 0.0
        run = asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            wall, computing = time.perf_counter(), time.thread_time()
            name = repr(handle)
            run(handle)
            wall, computing = time.perf_counter() - wall, time.thread_time() - computing
            if len(self._held) < _TOLD or wall > self._held[-1][0]:
                self._held = sorted([*self._held, (wall, computing, name)], reverse=True)[:_TOLD]

        asyncio.Handle._run = timed  # type: ignore[assignment,method-assign]
        gc.callbacks.append(self._collected)

    def _collected(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._collecting = time.thread_time()
        else:
            took = time.thread_time() - self._collecting
            self._longest_collection = max(self._longest_collection, took)

    def told(self) -> dict[str, Any]:
        """The longest callbacks in ms, of which computing, and what they were; then begin anew."""
        held, self._held = self._held, []
        collection, self._longest_collection = self._longest_collection, 0.0
        return {
            "held": [(wall * 1000, computing * 1000, name) for wall, computing, name in held],
            "collection": collection * 1000,
        }


class WatchdogHandler(JupyterHandler):
    @authenticated
    def get(self) -> None:
        self.finish(self.settings["bench_watchdog"].told())


def _load_jupyter_server_extension(server: Any) -> None:
    server.web_app.settings["bench_watchdog"] = Watchdog()
    path = url_path_join(server.web_app.settings["base_url"], "bench", "watchdog")
    server.web_app.add_handlers(".*$", [(path, WatchdogHandler)])
