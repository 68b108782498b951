"""Share pressed until it is in the other server's list: two exchanges on one folder.

Printed beside what the bytes alone cost: writing the same files, synced, to the same disk.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import statistics
import tempfile
import time
from pathlib import Path

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.folder import FolderStore
from tests.exchange_fixtures import profile, share

SHARES = 30
BUNDLE_BYTES = 1_000_000
#: A bundle, a record, an event and a mark: four files.
FILES = (BUNDLE_BYTES, 1500, 1200, 0)


def bare_writes(folder: Path) -> float:
    """Seconds to write and sync the files of one share, with nothing around it."""
    start = time.perf_counter()
    for size in FILES:
        with (folder / secrets.token_hex(8)).open("wb") as file:
            file.write(bytes(size))
            file.flush()
            os.fsync(file.fileno())
    return time.perf_counter() - start


async def measure(folder: Path) -> tuple[list[float], list[float]]:
    model = folder / "model.canvasmodel"
    model.write_bytes(secrets.token_bytes(BUNDLE_BYTES))
    people = {}
    for name in ("data-scientist", "analyst"):
        people[name] = Exchange(
            FolderStore(folder / "store"), "default", name, folder / f"{name}.sqlite"
        )
        await people[name].start()
        await people[name].register(profile(name))
        await people[name].synced()
    arrived = asyncio.Event()
    people["analyst"].on_change(lambda _: arrived.set())
    shared, listed = [], []
    for _ in range(SHARES):
        await asyncio.sleep(secrets.randbelow(300) / 1000)
        arrived.clear()
        start = time.perf_counter()
        await share(people["data-scientist"], ["analyst"], model, secrets.token_hex(8))
        shared.append(time.perf_counter() - start)
        await arrived.wait()
        listed.append(time.perf_counter() - start)
    for person in people.values():
        await person.stop()
    return shared, listed


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shared, listed = asyncio.run(measure(Path(folder)))
        bare = statistics.median(bare_writes(Path(folder)) for _ in range(SHARES))
    median = statistics.median(listed)
    print(f"share of 1 MB until listed by the other server, {SHARES} times:")
    print(f"  {median * 1000:.0f} ms at the median (limit 1000), {max(listed) * 1000:.0f} at most")
    print(f"share until answered: {statistics.median(shared) * 1000:.0f} ms at the median")
    print(f"beside writing and syncing the same bytes: {median / bare:.1f} times")


if __name__ == "__main__":
    main()
