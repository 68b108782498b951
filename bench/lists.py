"""The lists over HTTP with 100,000 shares, beside MLflow's registry server with as many models.

Ours is a Jupyter server on a folder that holds the shares, MLflow's its own server on the SQLite
file that its own store filled, with the indexes it ships. Both are asked by one client over one
connection each, one request after the other, after a warm-up, in the same run.

MLflow is not among our requirements. ``--mlflow`` or ``MLFLOW_PYTHON`` names the Python it is
installed for: ``python -m venv v && v/bin/pip install mlflow``, then ``v/bin/python``. Filling
takes minutes; ``--keep`` or ``BENCH_FOLDER`` names a folder that keeps both for the next run.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import itertools
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jupyterlab_canvas_share.exchange.directory import Directory
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from tests.exchange_fixtures import profile
from tests.servers import API, eventually, free_port, running

from .mailbox import KEYS, SOURCES, TOPICS, by_me, load, write

ME = "ada"
PAGE = 100
#: Requests of each kind to us; MLflow is asked less often, each takes that much longer.
OURS, THEIRS, WARM_UP = 300, 20, 3
#: Kinds of pages, the limit in ms at p95, and how many times faster than MLflow's.
LIMITS = {"page": (8.0, 40.0), "filtered": (10.0, 100.0), "searched": (10.0, 100.0)}

#: What is searched for: frequent, rare and absent words, short ones, and two at once.
WORDS = (*TOPICS[:6], "lightgbm-7", "churn fraud", "e-777", "77777", "99", "no such model")

Ask = Callable[[str], Any]
Paths = dict[str, Iterator[str]]


def fill_ours(store: Path, count: int) -> None:
    if store.exists():
        return
    part = store.with_name(f"{store.name}.part")
    write(part, ME, by_me(ME, count))
    long_ago = profile(ME).model_copy(update={"since": datetime(2000, 1, 1, tzinfo=UTC)})
    asyncio.run(Directory(FolderStore(part), KEYS).register(long_ago))
    part.rename(store)


def fill_theirs(registry: Path, count: int, python: str) -> None:
    if registry.exists():
        return
    part = registry.with_name(f"{registry.name}.part")
    part.unlink(missing_ok=True)
    script = Path(__file__).with_name("mlflow_models.py")
    with subprocess.Popen([python, script, part], stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        for _, data in by_me(ME, count):
            event = json.loads(data)["event"]
            version = event["version"]
            model = {
                "name": version["title"].replace("/", "-"),
                "description": event["note"],
                "tags": {"source": version["source"], "target": version["target"]},
            }
            process.stdin.write(json.dumps(model) + "\n")
    if process.returncode:
        raise RuntimeError("MLflow's store could not be filled; see above")
    part.rename(registry)


@contextmanager
def mlflow_server(registry: Path, python: str) -> Iterator[str]:
    """Its address, with one worker: one request is asked after the other."""
    port = free_port()
    uri = f"sqlite:///{registry}"
    command = [python, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--backend-store-uri", uri, "--no-serve-artifacts"]
    log = registry.with_suffix(".log")
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        eventually(lambda: answers(port) or process.poll() is not None, 180, 0.5)
        if process.poll() is not None:
            raise RuntimeError(f"MLflow's server ended: {log.read_text()[-2000:]}")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def client(address: str, headers: dict[str, str]) -> Ask:
    """Asks over one connection that stays open; the answer is parsed."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)

    def ask(path: str) -> Any:
        connection.request("GET", f"/{path}", headers=headers)
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, body
        return json.loads(body)

    return ask


def our_paths() -> Paths:
    """First pages and pages further down, of every sort and source, of frequent and rare words."""

    def path(**query: Any) -> str:
        return f"{API}/shared-models?" + urlencode({"direction": "by-me", "limit": PAGE, **query})

    sorts = itertools.cycle(("updated", "title", "-title"))
    return {
        "page": (path(sort=sort) for sort in sorts),
        "filtered": (path(source=source) for source in itertools.cycle(SOURCES)),
        "searched": (path(q=word) for word in itertools.cycle(WORDS)),
    }


def their_paths() -> Paths:
    def path(**query: Any) -> str:
        base = "api/2.0/mlflow/registered-models/search?"
        return base + urlencode(
            {"max_results": PAGE, "order_by": "last_updated_timestamp DESC", **query},
            quote_via=quote,
        )

    def having(words: list[str]) -> str:
        return " AND ".join(f"name ILIKE '%{word}%'" for word in words)

    return {
        "page": itertools.repeat(path()),
        "filtered": (path(filter=f"tags.source = '{each}'") for each in itertools.cycle(SOURCES)),
        "searched": (path(filter=having(words.split())) for words in itertools.cycle(WORDS)),
    }


def measure(ask: Ask, paths: Iterator[str], count: int, key: str, after: str) -> list[float]:
    """Milliseconds of each request; every second one is for the page after the one before it."""
    times: list[float] = []
    cursor = ""
    for number in range(-WARM_UP, count):
        if number % 2 == 0 or not cursor:
            path = next(paths)
            asked = path
        else:
            asked = f"{path}&{after}={quote(cursor)}"
        began = time.perf_counter()
        answer = ask(asked)
        if number >= 0:
            times.append((time.perf_counter() - began) * 1000)
        cursor = answer.get(key) or ""
    return times


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def measure_ours(folder: Path, count: int) -> dict[str, list[float]]:
    store = folder / f"exchange-{count}"
    fill_ours(store, count)
    with running(folder / f"server-{count}", store, ME) as server:
        ask = client(server.url, {"Authorization": f"token {server.token}"})
        found = eventually(
            lambda: ask(f"{API}/shared-models?direction=by-me&limit=1")["items"], 300, 1
        )
        assert found
        paths = our_paths()
        return {kind: measure(ask, paths[kind], OURS, "next", "after") for kind in LIMITS}


def measure_theirs(folder: Path, count: int, python: str) -> dict[str, list[float]]:
    registry = folder / f"mlflow-{count}.sqlite"
    fill_theirs(registry, count, python)
    with mlflow_server(registry, python) as address:
        ask = client(address, {})
        paths = their_paths()
        cursors = "next_page_token", "page_token"
        return {kind: measure(ask, paths[kind], THEIRS, *cursors) for kind in LIMITS}


def run(folder: Path, count: int, python: str | None) -> None:
    print(load())
    ours = measure_ours(folder, count)
    theirs = measure_theirs(folder, count, python) if python else {}
    if not python:
        print("not compared with MLflow, which was not found; see --help")
    print(f"{count:,} shares, {PAGE} a page, over HTTP:")
    for kind, (limit, wanted) in LIMITS.items():
        median = statistics.median(ours[kind])
        print(
            f"  {kind:9} {median:.1f} ms at the median, {p95(ours[kind]):.1f} at p95"
            f" (limit {limit:.0f}), {max(ours[kind]):.1f} at most"
        )
        if theirs:
            other = statistics.median(theirs[kind])
            print(
                f"  {'MLflow':9} {other:.0f} ms at the median, {p95(theirs[kind]):.0f} at p95:"
                f" {other / median:.0f} times as long (at least {wanted:.0f} wanted)"
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shares", type=int, default=100_000)
    parser.add_argument("--mlflow", default=os.environ.get("MLFLOW_PYTHON"))
    parser.add_argument("--keep", type=Path, default=os.environ.get("BENCH_FOLDER"))
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        run(Path(options.keep).resolve(), options.shares, options.mlflow)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(Path(folder), options.shares, options.mlflow)


if __name__ == "__main__":
    main()
