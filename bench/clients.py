"""200 pages on one server while it shares: how long they wait, and what holds the event loop up.

Each of them listens to the server's event channel and asks for a list every two seconds (a page of
ours does so every half minute). Meanwhile the server shares a model with a colleague again and
again. All wait for every event.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import random
import secrets
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from jupyterlab_canvas_share.exchange.directory import Directory
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from tests.exchange_fixtures import profile
from tests.servers import API, Server, running
from tests.trained import train

from .mailbox import KEYS, load

ME, COLLEAGUE = "ada", "bob"
POLL_SECONDS = 2.0
SHARE_SECONDS = 0.5
LIMIT, HELD_LIMIT = 100.0, 20.0
LISTS = (
    "/shared-models?direction=by-me",
    "/shared-models?direction=by-me&sort=title",
    "/shared-models?direction=by-me&q=churn",
    "/notifications",
)


@dataclass
class Pages:
    """Pages of one server. ``waits`` are the ms of each request, ``events`` what each heard."""

    server: Server
    waits: list[float] = field(default_factory=list)
    events: list[int] = field(default_factory=list)

    async def open(self, count: int) -> list[asyncio.Task[None]]:
        tasks = []
        for number in range(count):
            self.events.append(0)
            tasks.append(asyncio.create_task(self._listen(await self._socket(), number)))
            tasks.append(asyncio.create_task(self._poll(number)))
        return tasks

    async def _socket(self) -> WebSocketClientConnection:
        address = self.server.url.replace("http", "ws", 1) + "api/events/subscribe"
        headers = {"Authorization": f"token {self.server.token}"}
        return await websocket_connect(HTTPRequest(address, headers=headers))

    async def _listen(self, socket: WebSocketClientConnection, number: int) -> None:
        while (message := await socket.read_message()) is not None:
            if json.loads(message).get("schema_id", "").endswith("shared_model/v1"):
                self.events[number] += 1

    async def _poll(self, number: int) -> None:
        place = urlsplit(self.server.url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        await asyncio.sleep(random.random() * POLL_SECONDS)  # noqa: S311
        while True:
            path = LISTS[number % len(LISTS)]
            began = time.perf_counter()
            writer.write(
                f"GET /{API}{path} HTTP/1.1\r\nHost: {place.netloc}\r\n"
                f"Authorization: token {self.server.token}\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head.partition(b"\r\n")[0], head
            length = next(
                line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
            )
            await reader.readexactly(int(length.partition(b":")[2]))
            self.waits.append((time.perf_counter() - began) * 1000)
            number += 1
            await asyncio.sleep(POLL_SECONDS * (0.9 + 0.2 * random.random()))  # noqa: S311


async def share_again_and_again(server: Server, model: str, seconds: float) -> list[float]:
    """Milliseconds of each share."""
    took = []
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        request = {
            "source": "autopilot",
            "model_id": model,
            "recipients": [COLLEAGUE],
            "request": secrets.token_hex(8),
        }
        began = time.perf_counter()
        await asyncio.to_thread(server.post, "/shared-models", request)
        took.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(SHARE_SECONDS)
    return took


def watchdog(server: Server) -> Any:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    headers = {"Authorization": f"token {server.token}"}
    connection.request("GET", "/bench/watchdog", headers=headers)
    told = json.load(connection.getresponse())
    connection.close()
    return told


async def measure(server: Server, model: str, clients: int, seconds: float) -> bool:
    pages = Pages(server)
    tasks = await pages.open(clients)
    await share_again_and_again(server, model, 5)
    await asyncio.to_thread(watchdog, server)
    pages.waits.clear()
    pages.events = [0] * clients
    shares = await share_again_and_again(server, model, seconds)
    await asyncio.sleep(1)
    held = await asyncio.to_thread(watchdog, server)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    percentiles = statistics.quantiles(pages.waits, n=100)
    print(
        f"{clients} pages, {len(pages.waits)} requests in {seconds:.0f} s, {len(shares)} shares "
        f"of {statistics.median(shares):.0f} ms meanwhile:"
    )
    print(
        f"  answered in {percentiles[49]:.1f} ms at the median, {percentiles[94]:.1f} at p95,"
        f" {percentiles[98]:.1f} at p99 (limit {LIMIT:.0f}), {max(pages.waits):.1f} at most"
    )
    print(f"  each page heard {min(pages.events)} to {max(pages.events)} events")
    print(
        f"  the event loop was held up for {held['held'][0][0]:.1f} ms at most ({HELD_LIMIT:.0f})"
    )
    for wall, computing, name in held["held"]:
        print(f"    {wall:6.1f} ms, {computing:.1f} of them computing: {name[:150]}")
    print(f"  the longest round of the garbage collector: {held['collection']:.1f} ms of computing")
    return min(pages.events) == max(pages.events)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    print(load())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "server" / "jupyter-config" / "jupyter_server_config.d"
        config.mkdir(parents=True)
        extension = {"ServerApp": {"jpserver_extensions": {"bench.watchdog": True}}}
        (config / "watchdog.json").write_text(json.dumps(extension))
        store = folder / "store"
        asyncio.run(Directory(FolderStore(store), KEYS).register(profile(COLLEAGUE)))
        with running(folder / "server", store, ME) as server:
            train(server)
            models = server.get("/models", source="autopilot")["items"]
            same = asyncio.run(measure(server, models[0]["id"], options.clients, options.seconds))
        assert same, "some page missed an event that others heard"


if __name__ == "__main__":
    main()
