"""The index made anew from a mailbox of 100,000 events, beside the bare work of it.

Bare work is what no rebuild can do without: list the folder, read every file, compute its sha256,
and insert its name and content into SQLite. With fewer events also from a real S3 server.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import hashlib
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.exchange.keys import MailName
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.model.shares import Direction
from tests.s3_fixtures import Seaweed, serve_seaweed, use_profiles

from .mailbox import KEYS, by_me, load, with_me, write

Mail = tuple[MailName, bytes]

ME = "ada"
LIMIT = 10.0
#: How often the event loop is looked at during a rebuild, in seconds.
_TICK = 0.005


class Rebuilt(NamedTuple):
    """Seconds until all was in the index and listed, until lists and searches were fast, of
    computing in all threads, and the longest time that the event loop did not turn."""

    seconds: float
    until_fast: float
    computing: float
    longest: float


async def rebuild(store: ObjectStore, index: Path) -> Rebuilt:
    exchange = Exchange(store, KEYS.domain, ME, index)
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            longest = max(longest, time.perf_counter() - began - _TICK)

    watching = asyncio.create_task(watch())
    start, computing = time.perf_counter(), time.process_time()
    await exchange.start()
    await exchange.synced()
    seconds = time.perf_counter() - start
    await exchange.index.complete()
    until_fast, computing = time.perf_counter() - start, time.process_time() - computing
    watching.cancel()
    directions: tuple[Direction, ...] = ("by-me", "with-me")
    assert any([await exchange.index.page(Filter(direction), 1, 0) for direction in directions])
    assert not await exchange.index.rejected()
    await exchange.stop()
    return Rebuilt(seconds, until_fast, computing, longest)


def bare(root: Path, path: Path) -> float:
    """Seconds for the bare work."""
    start = time.perf_counter()
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;")
    db.execute("CREATE TABLE mails (name TEXT PRIMARY KEY, sha256 TEXT, content TEXT)")
    db.execute("BEGIN")
    for entry in os.scandir(root / KEYS.mailbox(ME)):
        entry.stat()
        data = Path(entry.path).read_bytes()
        row = (entry.name, hashlib.sha256(data).hexdigest(), data.decode())
        db.execute("INSERT INTO mails VALUES (?, ?, ?)", row)
    db.execute("COMMIT")
    db.close()
    return time.perf_counter() - start


def from_a_folder(count: int) -> None:
    for name, mails in (("by others", with_me(count)), ("one's own", by_me(ME, count))):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "store"
            write(root, ME, mails)
            gc.collect()
            peer = bare(root, Path(folder) / "bare.sqlite")
            found = asyncio.run(rebuild(FolderStore(root), Path(folder) / "index.sqlite"))
        allowed = f"{found.seconds / LIMIT:.2f} of the {LIMIT:.0f} s allowed"
        print(f"{count:,} events {name}:")
        print(f"  rebuilt in {found.seconds:.1f} s, {allowed}")
        print(
            f"  fast to search after {found.until_fast:.1f} s; {found.computing:.1f} s of computing"
        )
        print(f"  the bare work: {peer:.1f} s, so {found.seconds / peer:.1f} times that")
        print(f"  the event loop stood still for {found.longest * 1000:.0f} ms at most")


def from_s3(count: int) -> None:
    async def put(store: ObjectStore) -> None:
        for batch in batched(with_me(count), 100):
            keys = (KEYS.mail(ME, name) for name, _ in batch)
            await asyncio.gather(*map(store.put, keys, (data for _, data in batch)))

    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        with serve_seaweed(folder) as endpoint:
            server = Seaweed(endpoint, folder)
            use_profiles(patch, folder, server)
            store = server.store(f"s3://{server.bucket()}")
            asyncio.run(put(store))
            found = asyncio.run(rebuild(store, folder / "index.sqlite"))
    each = found.seconds / count * 1000
    print(f"{count:,} events by others, from SeaweedFS on this machine:")
    print(f"  rebuilt in {found.seconds:.1f} s, {each:.2f} ms each")
    print(f"  the event loop stood still for {found.longest * 1000:.0f} ms at most")


def batched(mails: Iterator[Mail], size: int) -> Iterator[list[Mail]]:
    while batch := list(islice(mails, size)):
        yield batch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--s3-events", type=int, default=5_000)
    options = parser.parse_args()
    print(load())
    # as the server does once it has started
    gc.collect()
    gc.freeze()
    from_a_folder(options.events)
    from_s3(options.s3_events)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"at most {memory:.0f} MB of memory, all of Python included")


if __name__ == "__main__":
    main()
