"""A bucket as the store: what is written, read and listed, also where somebody wrote junk."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.model.errors import NotFound, TooLarge, Unavailable

from .bucket_fixtures import BOX, OBJECT, mail, proxy, url
from .exchange_fixtures import KEYS, Circle, circle
from .s3_faults import (
    Proxy,
    call_lost,
    slow,
)
from .s3_fixtures import REGION, Seaweed

__all__ = ["circle", "proxy", "url"]


async def test_objects_are_written_read_listed_and_deleted(circle: Circle, tmp_path: Path) -> None:
    store = circle.store()
    file = tmp_path / "file"
    file.write_bytes(b"bundle")
    for _ in range(2):
        await store.put(mail(1), b"first")
        await store.put(mail(2), b"")
        await store.put_file(OBJECT, file)
    assert await store.get(mail(1), 5) == b"first"
    assert await store.get(mail(2), 0) == b""
    await store.get_file(OBJECT, tmp_path / "copy", 6)
    assert (tmp_path / "copy").read_bytes() == b"bundle"
    for call in (store.get(mail(1), 4), store.get_file(OBJECT, tmp_path / "copy", 5)):
        with pytest.raises(TooLarge):
            await call
    found = await store.list(BOX)
    assert [(info.key, info.size) for info in found] == [(mail(1), 5), (mail(2), 0)]
    now = await store.now()
    assert all(abs((info.modified - now).total_seconds()) < 30 for info in found)
    everywhere = await store.list(f"{KEYS.profiles.removesuffix('profiles/')}objects/")
    assert [info.key for info in everywhere] == [OBJECT]
    for _ in range(2):
        await store.delete(mail(1))
    assert [info.key for info in await store.list(BOX)] == [mail(2)]
    with pytest.raises(NotFound):
        await store.get(mail(1), 5)


async def test_many_are_read_side_by_side_in_their_order(
    proxy: Proxy, seaweed: Seaweed, url: str
) -> None:
    store = seaweed.store(url, endpoint=proxy.endpoint)
    await asyncio.gather(*(store.put(mail(n), str(n).encode()) for n in range(0, 60, 2)))
    proxy.faults[:] = [slow(0.2)]
    began = time.monotonic()
    found = await store.get_many([mail(n) for n in range(60)], 1)
    assert time.monotonic() - began < 60 * 0.2 / 4
    for number, each in enumerate(found):
        if number % 2:
            assert isinstance(each, NotFound)
        elif number < 10:
            assert each == str(number).encode()
        else:
            assert isinstance(each, TooLarge)


async def test_a_list_reads_no_page_after_its_end(proxy: Proxy, seaweed: Seaweed, url: str) -> None:
    store = seaweed.store(url, endpoint=proxy.endpoint)
    direct = seaweed.store(url)
    numbers = range(1100)
    for start in range(0, 1100, 100):
        await asyncio.gather(*(direct.put(mail(n), b"x") for n in range(start, start + 100)))
    for after, before, wanted in (
        (None, None, numbers),
        (None, 50, numbers[:50]),
        (1050, None, numbers[1051:]),
        (10, 20, numbers[11:20]),
        (20, 10, numbers[:0]),
    ):
        proxy.calls.clear()
        found = await store.list(
            BOX,
            start_after=None if after is None else mail(after),
            end_before=None if before is None else mail(before),
        )
        assert [info.key for info in found] == [mail(n) for n in wanted]
        assert len(proxy.calls) == (2 if after is before is None else 1)


JUNK = ["a\nb", "a\x01b", "a\rb", "ä", "sub/deeper", " blank ", "a&b<c>", "%2e%2e", "k" * 200]


async def test_junk_is_listed_with_the_rest_and_keeps_nothing_from_being_listed(
    seaweed: Seaweed, url: str
) -> None:
    """A sender may write any key that ends like one of theirs."""
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    store = seaweed.store(url)
    await store.put(mail(1), b"x")
    await store.put(mail(3), b"x")
    for junk in JUNK:
        seaweed.client().put_object(Bucket=bucket, Key=f"{prefix}/{BOX}{junk}", Body=b"x")
    assert {info.key for info in await store.list(BOX)} == {
        *(mail(1), mail(3)),
        *(BOX + junk for junk in JUNK),
    }
    # also between, and with a window
    seaweed.client().put_object(Bucket=bucket, Key=f"{prefix}/{mail(2)}\n", Body=b"x")
    found = await store.list(BOX, start_after=mail(1), end_before=mail(4))
    assert [info.key for info in found] == [f"{mail(2)}\n", mail(3)]


async def test_a_bundle_in_parts_appears_whole_or_not_at_all(
    proxy: Proxy, seaweed: Seaweed, url: str, tmp_path: Path
) -> None:
    store = seaweed.store(url, endpoint=proxy.endpoint)
    file = tmp_path / "file"
    file.write_bytes(bytes(range(256)) * 4096 * 20)
    proxy.faults[:] = [call_lost(lambda call: call.method == "POST" and "uploadId" in call.query)]
    with pytest.raises(Unavailable):
        await store.put_file(OBJECT, file)
    with pytest.raises(NotFound):
        await store.get_file(OBJECT, tmp_path / "copy", 1 << 30)
    proxy.faults[:] = []
    proxy.calls.clear()
    await store.put_file(OBJECT, file)
    assert len([path for method, path, _ in proxy.calls if "partNumber=" in path]) >= 3
    await store.get_file(OBJECT, tmp_path / "copy", 1 << 30)
    assert (tmp_path / "copy").read_bytes() == file.read_bytes()


@pytest.mark.long
def test_a_large_bundle_is_never_held_in_memory(seaweed: Seaweed, url: str, tmp_path: Path) -> None:
    megabytes = 600
    with (tmp_path / "file").open("wb") as file:
        file.truncate(megabytes << 20)
    program = """
import asyncio, re, sys
from pathlib import Path
from jupyterlab_canvas_share.exchange.stores.store import BucketOptions, open_store
url, endpoint, region, key, folder = sys.argv[1:]
store = open_store(url, BucketOptions(endpoint=endpoint, region=region, profile="admin"))
async def main():
    await store.put_file(key, Path(folder) / "file")
    await store.get_file(key, Path(folder) / "copy", 1 << 30)
asyncio.run(main())
# not getrusage: its peak begins with that of the process this one was forked from
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""
    done = subprocess.run(
        [sys.executable, "-c", program, url, seaweed.endpoint, REGION, OBJECT, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert (tmp_path / "copy").stat().st_size == megabytes << 20
    assert int(done.stdout) < 200 << 10


async def test_it_looks_often_only_while_somebody_looks(seaweed: Seaweed, url: str) -> None:
    attended = False
    looks = 0

    async def follow(store: ObjectStore) -> None:
        nonlocal looks
        async for _ in store.changes(BOX, lambda: attended):
            looks += 1

    task = asyncio.create_task(follow(seaweed.store(url, poll_seconds=0.1)))
    try:
        await asyncio.sleep(0.5)
        assert looks == 0
        attended = True
        await asyncio.sleep(1)
        assert 3 <= looks <= 12
    finally:
        task.cancel()
