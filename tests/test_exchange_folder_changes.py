"""That something changed in a folder is told soon, however little the file system helps."""

from __future__ import annotations

import asyncio
import errno
import os
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.stores import folder_changes
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.errors import Unavailable

from .folder_fixtures import BOX, key, store

__all__ = ["store"]


async def test_changes_wake_sooner_than_the_look_each_second(store: FolderStore) -> None:
    async with asyncio.timeout(20), aclosing(store.changes(BOX, lambda: True)) as changes:
        await anext(changes)
        for letter in "ABCDEFGHJKMNPQRSTVWXYZABCDEFGHJKMNPQRSTVWXYZ":
            woken = asyncio.ensure_future(anext(changes))
            await store.put(key(letter), b"x")
            await store.delete(key(letter))
            await woken


class Clock:
    """The clock that looks are counted with, which a test sets forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


async def test_a_folder_in_which_nothing_changes_is_looked_at_once_a_minute(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(folder_changes, "monotonic", clock)
    async with asyncio.timeout(30), aclosing(store.changes(BOX, lambda: True)) as changes:
        await anext(changes)
        clock.ahead += 3  # whatever came in the step of the clock of the first look was seen
        quiet = asyncio.ensure_future(anext(changes))
        done, _ = await asyncio.wait([quiet], timeout=2.5)
        assert not done
        clock.ahead += 60
        await quiet


async def test_a_file_of_the_same_step_of_the_clock_as_the_last_look_is_seen(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system that counts in seconds gives the folder no other time."""
    monkeypatch.setattr("watchfiles.awatch", unwatchable)
    await store.put(key("A"), b"x")
    folder = tmp_path / "store" / BOX
    before = folder.stat()
    async with asyncio.timeout(20), aclosing(store.changes(BOX, lambda: True)) as changes:
        await anext(changes)
        await store.put(key("B"), b"x")
        os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))
        started = time.monotonic()
        await anext(changes)
        assert time.monotonic() - started < 1.5


async def unwatchable(*_: object, **__: object) -> AsyncGenerator[set[object], None]:
    """A file system, or a system, without inotify."""
    raise OSError(errno.ENOSPC, "OS file watch limit reached")
    yield set()


async def test_where_nothing_can_be_watched_a_change_is_seen_within_about_a_second(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    monkeypatch.setattr(folder_changes, "monotonic", clock)
    monkeypatch.setattr("watchfiles.awatch", unwatchable)
    async with asyncio.timeout(30), aclosing(store.changes(BOX, lambda: True)) as changes:
        await anext(changes)
        for letter in "AB":
            clock.ahead += 3
            woken = asyncio.ensure_future(anext(changes))
            done, _ = await asyncio.wait([woken], timeout=1.5)
            assert not done
            await store.put(key(letter), b"x")
            started = time.monotonic()
            await woken
            assert time.monotonic() - started < 1.5
    assert "looking every second instead" in caplog.text


async def test_a_folder_that_goes_away_is_no_quiet_folder(
    store: FolderStore, tmp_path: Path
) -> None:
    async with asyncio.timeout(20), aclosing(store.changes(BOX, lambda: True)) as changes:
        await anext(changes)
        (tmp_path / "store").rename(tmp_path / "away")
        with pytest.raises(Unavailable):
            await anext(changes)
