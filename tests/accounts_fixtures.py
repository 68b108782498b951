"""Processes of several Unix accounts on one folder, and what they are asked to do."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.keys import MailName
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore

from .exchange_fixtures import (
    KEYS,
    MODEL,
    an_event,
    eventually,
    ids,
    profile,
    share,
)

ALICE, BOB, MALLORY = 61001, 61002, 61003
ULID = "01K9ZZZZZZZZZZZZZZZZZZZZZZ"
OBJECT = f"domains/default/objects/alice/{ULID}.alice/" + "5" * 32


def become(uid: int, umask: int) -> None:
    """Turn this process into one of that account."""
    # once as root: what is imported on the way may lie where the account cannot read
    with tempfile.TemporaryDirectory() as folder:
        for name in ("alice", "bob"):
            Path(folder, name).mkdir()
        asyncio.run(rehearse(Path(folder, "store")))
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    os.umask(umask)
    with pytest.raises(PermissionError):
        os.setuid(0)


async def rehearse(root: Path) -> None:
    await asyncio.gather(send(root), answer(root))


@dataclass
class Account:
    """A process of one account that runs what it is asked to."""

    uid: int
    pool: ProcessPoolExecutor

    def begin(self, work: Callable[..., Any], *args: object) -> Future[Any]:
        return self.pool.submit(work, *args)

    def do(self, work: Callable[..., Any], *args: object) -> Any:
        return self.begin(work, *args).result(timeout=60)


@dataclass
class Office:
    root: Path
    alice: Account
    bob: Account
    mallory: Account

    def path(self, key: str) -> Path:
        return self.root / key

    def mode(self, key: str) -> str:
        return f"{stat.S_IMODE((self.root / key).stat().st_mode):o}"


@pytest.fixture(scope="module", params=[0o077, 0o022], ids=["umask-077", "umask-022"])
def accounts(request: pytest.FixtureRequest) -> Iterator[list[Account]]:
    with contextlib.ExitStack() as stack:
        found = []
        for uid in (ALICE, BOB, MALLORY):
            pool = ProcessPoolExecutor(
                1, get_context("spawn"), initializer=become, initargs=(uid, request.param)
            )
            found.append(Account(uid, stack.enter_context(pool)))
        yield found


@pytest.fixture
def office(accounts: list[Account]) -> Iterator[Office]:
    """A store as an administrator makes one: a folder of mode 1777, and a place for the Domain."""
    folder = Path(tempfile.mkdtemp(prefix="canvas-share-accounts-"))
    folder.chmod(0o755)
    root = folder / "store"
    root.mkdir()
    root.chmod(0o1777)
    for kind in ("profiles", "mailboxes", "objects"):
        (root / "domains/default" / kind).mkdir(parents=True)
        (root / "domains/default" / kind).chmod(0o1777)
    for name, account in zip(("alice", "bob", "mallory"), accounts, strict=True):
        home = folder / name
        home.mkdir(mode=0o700)
        os.chown(home, account.uid, account.uid)
    yield Office(root, *accounts)
    shutil.rmtree(folder)


@pytest.fixture
def started(office: Office) -> Office:
    """Each has started a server once."""
    for name in ("alice", "bob", "mallory"):
        getattr(office, name).do(prepare, office.root, name)
    return office


def prepare(root: Path, me: str) -> None:
    asyncio.run(FolderStore(root).prepare(KEYS, me))


def put(root: Path, key: str, data: bytes) -> None:
    asyncio.run(FolderStore(root).put(key, data))


def get(root: Path, key: str) -> bytes:
    return asyncio.run(FolderStore(root).get(key, 10_000))


def authentic(root: Path, prefix: str) -> dict[str, bool]:
    infos = asyncio.run(FolderStore(root).list(prefix))
    return {info.key: info.authentic for info in infos}


@asynccontextmanager
async def server(root: Path, me: str) -> Any:
    cache = root.parent / me / "index.sqlite"
    exchange = Exchange(FolderStore(root), "default", me, cache)
    try:
        await exchange.start()
        await exchange.register(profile(me))
        yield exchange
    finally:
        await exchange.stop()


async def send(root: Path) -> str:
    model = root.parent / "alice" / "model"
    model.write_bytes(MODEL)
    async with server(root, "alice") as alice:
        await eventually(lambda: knows(alice, "bob"), 30)
        id = await share(alice, ["bob"], model)
        assert (await alice.card(id)).undelivered == ()
        await eventually(lambda: heard_back(alice, id), 30)
        return id


async def answer(root: Path) -> tuple[str, bytes]:
    target = root.parent / "bob" / "fetched"
    async with server(root, "bob") as bob:
        await eventually(lambda: ids(bob), 30)
        (id,) = await ids(bob)
        ref = (await bob.card(id)).version.candidates[0].bundle
        await bob.fetch_object("alice", id, ref, target)
        event = an_event("feedback", shared_model=id, note="good")
        await bob.send(["alice"], event, "request-2")
        return id, target.read_bytes()


def run_sender(root: Path) -> str:
    return asyncio.run(send(root))


def run_reader(root: Path) -> tuple[str, bytes]:
    return asyncio.run(answer(root))


async def knows(exchange: Exchange, name: str) -> bool:
    return name in [each.name for each in await exchange.profiles(fresh=True)]


async def heard_back(exchange: Exchange, id: str) -> object:
    return await exchange.index.history(id, ["feedback"], 10, None)


def names_of_profiles(root: Path) -> list[str]:
    async def run() -> list[str]:
        async with server(root, "bob") as bob:
            return [each.display_name for each in await bob.profiles(fresh=True)]

    return asyncio.run(run())


def received(root: Path) -> list[str]:
    """What bob's server shows once it has read everything; its index stays for the next one."""

    async def run() -> list[str]:
        async with server(root, "bob") as bob:
            await bob.synced()
            return await ids(bob)

    return asyncio.run(run())


def attempt(work: str, *args: object) -> str | None:
    """The errno's or the error's name with which a call of ``os`` is refused."""
    try:
        getattr(os, work)(*args)
    except OSError as error:
        return type(error).__name__
    return None


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.chmod(0o644)


def make(path: Path, mode: int) -> None:
    path.mkdir()
    path.chmod(mode)


def mail(author: str, data: bytes, reader: str, end: str = "json", ulid: str = ULID) -> str:
    name = MailName(ulid, hashlib.sha256(data).hexdigest(), author)
    return f"{KEYS.mailbox(reader)}{name}.{end}"
