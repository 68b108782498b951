"""The index made anew from a mailbox of 100,000 events, beside the bare work of it.

Bare work is what no rebuild can do without: list the folder, read every file, compute its sha256,
and insert its name and content into SQLite.
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
from pathlib import Path

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.shares import Direction

from .mailbox import KEYS, by_me, load, with_me, write

ME = "ada"
LIMIT = 10.0
#: How often the event loop is looked at during a rebuild, in seconds.
_TICK = 0.005


async def rebuild(root: Path, index: Path) -> tuple[float, float]:
    """Seconds until all is in the index, and the longest time the event loop did not turn."""
    exchange = Exchange(FolderStore(root), KEYS.domain, ME, index)
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            longest = max(longest, time.perf_counter() - began - _TICK)

    watching = asyncio.create_task(watch())
    start = time.perf_counter()
    await exchange.start()
    await exchange.synced()
    seconds = time.perf_counter() - start
    watching.cancel()
    directions: tuple[Direction, ...] = ("by-me", "with-me")
    assert any([await exchange.index.cards(Filter(direction), 1) for direction in directions])
    assert not await exchange.index.rejected()
    await exchange.stop()
    return seconds, longest


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    count = parser.parse_args().events
    print(load())
    for name, mails in (("by others", with_me(count)), ("one's own", by_me(ME, count))):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "store"
            write(root, ME, mails)
            gc.collect()
            peer = bare(root, Path(folder) / "bare.sqlite")
            seconds, longest = asyncio.run(rebuild(root, Path(folder) / "index.sqlite"))
        print(f"{count:,} events {name}:")
        print(f"  rebuilt in {seconds:.1f} s, {seconds / LIMIT:.2f} of the {LIMIT:.0f} s allowed")
        print(f"  the bare work: {peer:.1f} s, so {seconds / peer:.1f} times that")
        print(f"  the event loop stood still for {longest * 1000:.0f} ms at most")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"at most {memory:.0f} MB of memory, all of Python included")


if __name__ == "__main__":
    main()
