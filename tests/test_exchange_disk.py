"""Disk faults: a write fails whole, says what to do, and succeeds once the fault is gone."""

from __future__ import annotations

import asyncio
import errno
import itertools
import os
import resource
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.errors import CanvasShareError, Unavailable

from .exchange_fixtures import KEYS, Circle, FolderPlace, ids, listed, model, share

__all__ = ["model"]

FAULTS = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "quota",
    errno.EROFS: "read-only",
    errno.EACCES: "may not do that",
    errno.EIO: "fault",
    errno.ESTALE: "mount it again",
}
CALLS = ("open", "mkdir", "stat", "write", "fchmod", "fsync", "rename")
KEY = f"{KEYS.mailbox('bob')}01K9ZZZZZZZZZZZZZZZZZZZZZZ.{'ab' * 32}.alice.json"
DATA = b"x" * 5000


@dataclass
class Fault:
    """What the ``step``-th call of the file system answers; if lasting, all the later ones too."""

    step: int
    errno: int
    lasting: bool
    calls: int = 0
    fired: str = ""

    def meet(self, name: str) -> None:
        if name in CALLS:
            self.calls += 1
        if self.calls == self.step or (self.lasting and self.calls > self.step):
            self.fired = self.fired or name
            raise OSError(self.errno, os.strerror(self.errno))


#: Threads that asyncio starts for a task are in the task's context; other tasks meet no fault.
FAULT: ContextVar[Fault | None] = ContextVar("fault", default=None)


@pytest.fixture(autouse=True)
def faulty_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*CALLS, "unlink"):
        monkeypatch.setattr(os, name, faulty(name, getattr(os, name)))
    # these look which functions take a dir_fd, and take what is patched for another one
    monkeypatch.setattr(os, "supports_dir_fd", os.supports_dir_fd | {os.unlink, os.open, os.stat})


def faulty(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def meet(*args: Any, **kwargs: Any) -> Any:
        fault = FAULT.get()
        # what cleans up fails only where everything does
        if fault is not None and (name != "unlink" or (fault.lasting and fault.fired)):
            fault.meet(name)
        return call(*args, **kwargs)

    return meet


@contextmanager
def met(fault: Fault) -> Iterator[Fault]:
    token = FAULT.set(fault)
    try:
        yield fault
    finally:
        FAULT.reset(token)


async def unavailable(attempt: Awaitable[None]) -> Unavailable | None:
    """What the attempt failed with."""
    try:
        await attempt
    except Unavailable as error:
        return error
    return None


@pytest.mark.parametrize("accounts", ["one", "several"])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("code", FAULTS, ids=errno.errorcode.get)
async def test_whatever_call_fails_a_write_is_whole_or_not_there(
    tmp_path: Path, code: int, lasting: bool, accounts: str
) -> None:
    met_faults = set()
    for step in itertools.count(1):
        root = tmp_path / str(step)
        root.mkdir()
        if accounts == "several":
            root.chmod(0o1777)
            for name in ("alice", "bob"):
                await FolderStore(root).prepare(KEYS, name)
        store = FolderStore(root)
        with met(Fault(step, code, lasting)) as fault:
            error = await unavailable(store.put(KEY, DATA))
        if not fault.fired:
            assert error is None
            break
        if error is None:
            # who may not list a folder syncs the file instead
            assert (code, fault.fired) == (errno.EACCES, "open")
        else:
            assert error.code == "store_unavailable"
            assert error.details["errno"] == code
            assert FAULTS[code] in error.message
        met_faults.add(fault.fired)
        left = [file for file in root.rglob("*") if file.is_file()]
        assert all(file.read_bytes() == DATA for file in left if file.name[0] != ".")
        if not lasting:
            assert [file for file in left if file.name.startswith(".")] == []
        assert {info.size for info in await store.list(KEYS.mailbox("bob"))} <= {len(DATA)}
        await store.put(KEY, DATA)
        assert await store.get(KEY, len(DATA)) == DATA
    assert {"open", "stat", "write", "fsync", "rename"} <= met_faults
    assert ("mkdir" in met_faults) == (accounts == "one")
    assert ("fchmod" in met_faults) == (accounts == "several")


async def test_whatever_call_fails_a_share_is_neither_lost_nor_doubled(
    tmp_path: Path, model: Path
) -> None:
    """The disk is full, or otherwise unusable, from any call of a share on; then it is not."""
    circle = Circle(tmp_path, FolderPlace(tmp_path / "store"))
    codes = itertools.cycle(FAULTS)
    shared: list[str] = []
    failed = 0
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        await alice.synced()
        await bob.synced()
        for step in itertools.count(1):
            with met(Fault(step, next(codes), lasting=True)) as fault:
                try:
                    await share(alice, ["bob"], model, f"request-{step}")
                except CanvasShareError:
                    failed += 1
            # the page did not hear of a success, so it sends the same request again
            id = await share(alice, ["bob"], model, f"request-{step}")
            await alice.finish()
            assert (await alice.card(id)).undelivered == ()
            shared.append(id)
            if not fault.fired:
                break
        await listed(bob, shared[-1])
        assert 0 < failed < len(shared) - 1, "before the record it fails, after it it does not"
        assert await ids(alice, "by-me") == await ids(bob) == shared[::-1]
        assert len(circle.received("bob")) == len(circle.mail("alice")) == len(shared)
        assert len(circle.mail("alice", "done")) == len(shared)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a file system")
    yield disk
    subprocess.run(["umount", disk], check=True)


async def test_a_disk_that_is_really_full(small_disk: Path, tmp_path: Path) -> None:
    store = FolderStore(small_disk / "store")
    await store.prepare(KEYS, "bob")
    big = tmp_path / "big"
    big.write_bytes(b"x" * 200_000)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 150_000)
    for attempt in (store.put_file(KEY, big), store.put(KEY, big.read_bytes())):
        with pytest.raises(Unavailable, match="free some space") as error:
            await attempt
        assert error.value.details["errno"] == errno.ENOSPC
        assert list((small_disk / "store" / KEY).parent.iterdir()) == []
    ballast.unlink()
    await store.put_file(KEY, big)
    assert await store.get(KEY, 200_000) == big.read_bytes()


def remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", disk], check=True)


async def test_a_disk_that_is_really_read_only(small_disk: Path) -> None:
    store = FolderStore(small_disk / "store")
    await store.put(KEY, DATA)
    other = KEY.replace("ab", "cd")
    old = small_disk / "store" / KEYS.mailbox("bob") / f".{'0' * 16}.tmp"
    old.write_bytes(b"torn")
    os.utime(old, (0, 0))
    remount(small_disk, "ro")
    with pytest.raises(Unavailable, match="read-only") as error:
        await store.put(other, DATA)
    assert error.value.details["errno"] == errno.EROFS
    # what is there is read, also by a server that starts now
    for reader in (store, FolderStore(small_disk / "store")):
        await reader.prepare(KEYS, "bob")
        assert abs(await reader.now() - datetime.now(UTC)) < timedelta(seconds=1)
        assert await reader.get(KEY, len(DATA)) == DATA
        assert len(await reader.list(KEYS.mailbox("bob"))) == 1
    remount(small_disk, "rw")
    await store.put(other, DATA)
    assert len(await store.list(KEYS.mailbox("bob"))) == 2


def limit_files_to(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def error_of_put(root: Path) -> Unavailable | None:
    return asyncio.run(unavailable(FolderStore(root).put(KEY, DATA)))


def test_a_file_larger_than_the_process_may_write(tmp_path: Path) -> None:
    context = get_context("spawn")
    with ProcessPoolExecutor(1, context, initializer=limit_files_to, initargs=(4096,)) as pool:
        error = pool.submit(error_of_put, tmp_path / "store").result(timeout=60)
    assert error is not None
    assert error.details["errno"] == errno.EFBIG
    assert [file for file in (tmp_path / "store").rglob("*") if file.is_file()] == []
    assert error_of_put(tmp_path / "store") is None
