"""Share pressed until it is in the other server's list: two exchanges on one store.

On a folder, beside what the bytes alone cost: writing the same files, synced, to the same disk. On
a real S3 server with 50 ms added to each call and a look each second.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from tests.exchange_fixtures import profile, share
from tests.s3_faults import serve_faults, slow
from tests.s3_fixtures import Seaweed, serve_seaweed, use_profiles

SHARES = 40
BUNDLE_BYTES = 1_000_000
#: A bundle, a record, an event and a mark: four files.
FILES = (BUNDLE_BYTES, 1500, 1200, 0)
ADDED_SECONDS = 0.05
LOOK_SECONDS = 1.0


def bare_writes(folder: Path) -> float:
    """Seconds to write and sync the files of one share, with nothing around it."""
    start = time.perf_counter()
    for size in FILES:
        with (folder / secrets.token_hex(8)).open("wb") as file:
            file.write(bytes(size))
            file.flush()
            os.fsync(file.fileno())
    return time.perf_counter() - start


async def measure(
    folder: Path, open_store: Callable[[], ObjectStore]
) -> tuple[list[float], list[float]]:
    """Seconds until the sender had its answer, and until the receiver had the share listed."""
    model = folder / "model.canvasmodel"
    model.write_bytes(secrets.token_bytes(BUNDLE_BYTES))
    people = {}
    for name in ("data-scientist", "analyst"):
        people[name] = Exchange(open_store(), "default", name, folder / f"{name}.sqlite")
        await people[name].start()
        await people[name].register(profile(name))
        await people[name].synced()
    arrived = asyncio.Event()
    people["analyst"].on_change(lambda _: arrived.set())
    shared, listed = [], []
    for _ in range(SHARES):
        people["analyst"].attend()
        await asyncio.sleep(secrets.randbelow(1000) / 1000)
        arrived.clear()
        start = time.perf_counter()
        await share(people["data-scientist"], ["analyst"], model, secrets.token_hex(8))
        shared.append(time.perf_counter() - start)
        await arrived.wait()
        listed.append(time.perf_counter() - start)
    for person in people.values():
        await person.stop()
    return shared, listed


def in_ms(seconds: list[float]) -> str:
    median, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    return f"{median * 1000:.0f} ms at the median, {p95 * 1000:.0f} ms at p95"


def on_a_folder(folder: Path) -> None:
    shared, listed = asyncio.run(measure(folder, lambda: FolderStore(folder / "store")))
    bare = statistics.median(bare_writes(folder) for _ in range(SHARES))
    print(f"on a folder, until listed: {in_ms(listed)} (limit 100 at the median)")
    print(f"until answered: {in_ms(shared)}")
    ratio = statistics.median(listed) / bare
    print(f"beside writing and syncing the same bytes: {ratio:.1f} times")


def on_s3(folder: Path) -> None:
    with serve_seaweed(folder) as endpoint, pytest.MonkeyPatch.context() as patch:
        server = Seaweed(endpoint, folder)
        use_profiles(patch, folder, server)
        url = f"s3://{server.bucket()}"
        with serve_faults(endpoint, slow(ADDED_SECONDS)) as proxy:
            settings = {"endpoint": proxy.endpoint, "poll_seconds": LOOK_SECONDS}
            shared, listed = asyncio.run(measure(folder, lambda: server.store(url, **settings)))
    print(f"on SeaweedFS, until listed: {in_ms(listed)} (limit 1500 at p95)")
    print(f"until answered: {in_ms(shared)}")


def main() -> None:
    print(f"share of 1 MB to one person, {SHARES} times")
    for where in (on_a_folder, on_s3):
        with tempfile.TemporaryDirectory() as folder:
            where(Path(folder))


if __name__ == "__main__":
    main()
