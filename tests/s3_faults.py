"""A proxy in front of an S3 server that answers as bad networks and busy services do.

It runs in a thread of its own. The Host header goes through as it came, so signatures hold.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from ssl import SSLContext
from urllib.parse import unquote

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

_HOP_BY_HOP = {"Transfer-Encoding", "Connection", "Content-Length", "Keep-Alive"}
_CONTENTS = re.compile(rb"<Contents>.*?</Contents>", re.DOTALL)
_KEY = re.compile(rb"<Key>(.*?)</Key>", re.DOTALL)


@dataclass
class Answer:
    status: int
    headers: HTTPHeaders
    body: bytes


class Cut(Exception):
    """Close the connection without an answer."""


Call = HTTPServerRequest
Forward = Callable[[Call], Awaitable[Answer]]
#: Sees a call and may answer it, forward it, change the answer, or raise Cut.
Fault = Callable[[Call, Forward], Awaitable[Answer]]
When = Callable[[Call], bool]


@dataclass
class Proxy:
    """``faults`` may be changed at any time; the first is the outermost."""

    upstream: str
    endpoint: str
    faults: list[Fault] = field(default_factory=list)
    #: Every call that came, as (method, path with query, headers).
    calls: list[tuple[str, str, HTTPHeaders]] = field(default_factory=list)


@contextmanager
def serve_faults(
    upstream: str, *faults: Fault, certificate: SSLContext | None = None
) -> Iterator[Proxy]:
    """A running proxy; with a certificate its endpoint is https."""
    (socket,) = bind_sockets(0, "127.0.0.1")
    scheme = "https" if certificate else "http"
    proxy = Proxy(upstream, f"{scheme}://127.0.0.1:{socket.getsockname()[1]}", [*faults])
    started, stop = threading.Event(), asyncio.Event()
    loops = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        application = Application([(".*", _Handler, {"proxy": proxy})], log_function=lambda _: None)
        server = HTTPServer(application, ssl_options=certificate)
        server.add_socket(socket)
        started.set()
        await stop.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    started.wait()
    try:
        yield proxy
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join()


class _Handler(RequestHandler):
    def initialize(self, proxy: Proxy) -> None:
        self._proxy = proxy

    async def _pass(self) -> None:
        call = self.request
        self._proxy.calls.append((call.method, call.uri, call.headers))
        forward = self._upstream
        for fault in reversed(self._proxy.faults):
            forward = _through(fault, forward)
        try:
            answer = await forward(call)
        except Cut:
            self.detach().close()
            return
        self.set_status(answer.status)
        self.clear_header("Date")
        self.clear_header("Content-Type")
        for name, value in answer.headers.get_all():
            if name not in _HOP_BY_HOP:
                self.set_header(name, value)
        if call.method == "HEAD":
            self.set_header("Content-Length", answer.headers.get("Content-Length", "0"))
        elif answer.body:
            self.write(answer.body)

    async def _upstream(self, call: Call) -> Answer:
        request = HTTPRequest(
            self._proxy.upstream + call.uri,
            method=call.method,
            headers=call.headers,
            body=call.body if call.method in {"PUT", "POST"} else None,
            follow_redirects=False,
            decompress_response=False,
            request_timeout=60,
        )
        client = AsyncHTTPClient(max_clients=100)
        answer = await client.fetch(request, raise_error=False)
        return Answer(answer.code, answer.headers, answer.body)

    get = head = put = post = delete = _pass

    def compute_etag(self) -> None:
        return None


def _through(fault: Fault, forward: Forward) -> Forward:
    return lambda call: fault(call, forward)


def always(call: Call) -> bool:
    return True


def writes(call: Call) -> bool:
    return call.method in {"PUT", "POST"}


_RECORD = re.compile(r".*/mailboxes/([^/]+)/[^/]+\.\1\.json")


def records(call: Call) -> bool:
    """The commit of a share: what its author writes into their own mailbox."""
    return writes(call) and _RECORD.fullmatch(call.path) is not None


def guarded_writes(call: Call) -> bool:
    return writes(call) and "If-None-Match" in call.headers


def reads(call: Call) -> bool:
    return call.method == "GET"


def bursts(when: When, fail: int = 3, succeed: int = 4) -> When:
    """Of the calls that ``when`` is about: so many fail in a row, more than the client repeats at
    once, then so many succeed, and so on."""
    counter = itertools.count()
    return lambda call: when(call) and next(counter) % (fail + succeed) >= succeed


def refused(status: int, code: str, when: When = always) -> Fault:
    """The service says no, and has done nothing."""

    async def fault(call: Call, forward: Forward) -> Answer:
        return _error(status, code) if when(call) else await forward(call)

    return fault


def refused_after_commit(status: int, code: str, when: When = always) -> Fault:
    """The service says no, and has done it all the same."""

    async def fault(call: Call, forward: Forward) -> Answer:
        answer = await forward(call)
        return _error(status, code) if when(call) else answer

    return fault


def answer_lost(when: When) -> Fault:
    """The service has done it, and the connection ends before it says so."""

    async def fault(call: Call, forward: Forward) -> Answer:
        answer = await forward(call)
        if when(call):
            raise Cut
        return answer

    return fault


def call_lost(when: When) -> Fault:
    """The connection ends before the service hears of it."""

    async def fault(call: Call, forward: Forward) -> Answer:
        if when(call):
            raise Cut
        return await forward(call)

    return fault


def accepted(when: When) -> Fault:
    """The service says yes, and has done nothing: for calls that the server behind cannot do."""

    async def fault(call: Call, forward: Forward) -> Answer:
        if not when(call):
            return await forward(call)
        return Answer(200, HTTPHeaders({"ETag": '"0"'}), b"")

    return fault


def slow(seconds: float, when: When = always) -> Fault:
    async def fault(call: Call, forward: Forward) -> Answer:
        if when(call):
            await asyncio.sleep(seconds)
        return await forward(call)

    return fault


def lagging_lists(seconds: float) -> Fault:
    """Lists do not show what is younger, as those of an eventually consistent store."""
    written: dict[bytes, float] = {}

    async def fault(call: Call, forward: Forward) -> Answer:
        answer = await forward(call)
        if call.method == "PUT":
            key = unquote(call.path.split("/", 2)[2]).encode()
            written.setdefault(key, time.monotonic())
        elif "list-type=2" in call.query:

            def visible(match: re.Match[bytes]) -> bytes:
                key = _KEY.search(match[0])
                assert key
                age = time.monotonic() - written.get(key[1], float("-inf"))
                return match[0] if age >= seconds else b""

            answer.body = _CONTENTS.sub(visible, answer.body)
        return answer

    return fault


def clock_off(by: timedelta) -> Fault:
    """The service's clock, as its answers tell it."""

    async def fault(call: Call, forward: Forward) -> Answer:
        answer = await forward(call)
        date = parsedate_to_datetime(answer.headers["Date"]) + by
        answer.headers["Date"] = format_datetime(date, usegmt=True)
        return answer

    return fault


def _error(status: int, code: str) -> Answer:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>No.</Message></Error>"
    headers = HTTPHeaders({"Content-Type": "application/xml"})
    headers["Date"] = format_datetime(datetime.now(UTC), usegmt=True)
    return Answer(status, headers, body.encode())
