"""kill -9 of a real server process before and after every call to its store: whatever the step,
after a restart every recipient has the event once, and its file is whole."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.events import SharedModelId

from .exchange_fixtures import KEYS, MODEL, an_event, share

RECIPIENTS = ("bob", "carol", "dave")
WEEK = 7 * 24 * 3600
_CALLS = ("prepare", "put", "put_file", "get", "get_many", "get_file", "list", "delete", "now")


class KillingStore(FolderStore):
    """Kills its process before or after its ``step``-th call, of whatever kind. Its clock, and so
    every key its server makes, is ``ago`` seconds old."""

    def __init__(self, root: Path, step: int, *, after: bool, ago: int) -> None:
        super().__init__(root)
        self._left = step
        self._after = after
        self._ago = timedelta(seconds=ago)

    async def now(self) -> datetime:
        return await super().now() - self._ago


def _killing(call: str) -> Callable[..., Awaitable[Any]]:
    async def method(self: Any, *args: Any, **options: Any) -> Any:
        self._left -= 1
        last = self._left == 0
        if last and not self._after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = await original(self, *args, **options)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    original = getattr(KillingStore, call)
    return method


for _call in _CALLS:
    setattr(KillingStore, _call, _killing(_call))


async def _act(scenario: str, exchange: Exchange, folder: Path) -> SharedModelId:
    """What the person does; again, it is the same request."""
    request = f"request-{scenario}"
    if scenario == "share":
        return await share(exchange, RECIPIENTS, folder / "model", request)
    shared: SharedModelId = (folder / "shared").read_text()
    if not await exchange.find(request):
        kind = "feedback" if scenario == "feedback" else "revoked"
        recipients = ["alice"] if scenario == "feedback" else RECIPIENTS
        await exchange.send(recipients, an_event(kind, shared_model=shared, note=kind), request)
    return shared


async def _live(folder: Path, scenario: str, step: int, after: bool, ago: int) -> None:
    """The life of the process that is killed."""
    store = KillingStore(folder / "store", step, after=after, ago=ago)
    exchange = Exchange(store, KEYS.domain, actor(scenario), folder / "index.sqlite")
    await exchange.start()
    await _act(scenario, exchange, folder)
    (folder / "acknowledged").touch()
    await exchange.stop()


def actor(scenario: str) -> str:
    return "bob" if scenario == "feedback" else "alice"


def _serve() -> None:
    """Run one life after the other, each in a process of its own that needs no more imports."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                folder, *rest = json.loads(line)
                asyncio.run(_live(Path(folder), *rest))
                os._exit(0)
            finally:  # whatever is raised: it is printed, but never goes on in this loop
                os._exit(1)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


class Lives:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, folder: Path, scenario: str, step: int, *, after: bool, ago: int) -> int:
        """The exit code of a life."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(
            json.dumps([str(folder), scenario, step, after, ago]),
            file=self._process.stdin,
            flush=True,
        )
        return int(self._process.stdout.readline())


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Lives(process)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on which alice shared a model with everybody."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "model").write_bytes(MODEL)

    async def work() -> None:
        async with Person(folder, "alice") as alice:
            id = await share(alice, RECIPIENTS, folder / "model", "request-first")
            (folder / "shared").write_text(id)

    asyncio.run(work())
    return folder


class UnwatchedFolder(FolderStore):
    """Read at start only, which is quicker than to set up a watch."""

    async def changes(
        self,
        prefix: str,
        attended: Callable[[], bool],
    ) -> AsyncGenerator[None, None]:
        await asyncio.Event().wait()
        yield


class Person:
    """A server in this process, on an index of its own."""

    def __init__(self, folder: Path, name: str, index: str = "") -> None:
        path = folder / (index or f"{name}.sqlite")
        self._exchange = Exchange(UnwatchedFolder(folder / "store"), KEYS.domain, name, path)

    async def __aenter__(self) -> Exchange:
        await self._exchange.start()
        await self._exchange.synced()
        return self._exchange

    async def __aexit__(self, *_: object) -> None:
        await self._exchange.stop()


def _mails(folder: Path, reader: str, kind: str, *, own: bool) -> list[dict[str, Any]]:
    """The events of that kind in a mailbox; of others, or one's own records'."""
    found = []
    for path in (folder / "store" / KEYS.mailbox(reader)).glob("*.json"):
        content = json.loads(path.read_text())
        event = content.get("event", content)
        if event["kind"] == kind and (path.name.split(".")[2] == reader) == own:
            found.append(event)
    return found


async def _check(folder: Path, scenario: str, index: str) -> None:
    """After a restart: all or nobody, without a repeat; and all, once, after one."""
    me = actor(scenario)
    kind = {"share": "shared", "revoke": "revoked"}.get(scenario, scenario)
    recipients = ["alice"] if scenario == "feedback" else list(RECIPIENTS)
    committed = len(_mails(folder, me, kind, own=True))
    assert committed == 1 or not (folder / "acknowledged").exists()
    async with Person(folder, me, index) as exchange:
        await exchange.finish()
        for name in recipients:
            assert len(_mails(folder, name, kind, own=False)) == committed
        id = await _act(scenario, exchange, folder)
        assert (await exchange.card(id)).undelivered == ()
    mailbox = folder / "store" / KEYS.mailbox(me)
    assert len(list(mailbox.glob(f"*.{me}.done"))) == len(list(mailbox.glob(f"*.{me}.json")))
    for name in recipients:
        assert len(_mails(folder, name, kind, own=False)) == 1
        async with Person(folder, name) as reader:
            history = await reader.index.history(id, [kind], 9, None)  # type: ignore[list-item]
            assert [(row.author, row.event.kind) for row in history] == [(me, kind)]
            assert await reader.index.rejected() == []
            ref = (await reader.card(id)).version.candidates[0].bundle
            await reader.fetch_object("alice", id, ref, folder / "fetched")
            assert (folder / "fetched").read_bytes() == MODEL


def _age(folder: Path, seconds: int) -> None:
    """Everything on the store is that much older, as its keys are."""
    for path in (folder / "store").rglob("*"):
        status = path.stat()
        os.utime(path, (status.st_atime - seconds, status.st_mtime - seconds))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("scenario", "ago"), [("share", 0), ("share", WEEK), ("feedback", 0), ("revoke", 0)]
)
def test_a_server_killed_at_any_call_to_the_store(  # noqa: PLR0917
    tmp_path: Path, lives: Lives, shared: Path, scenario: str, ago: int, after: bool
) -> None:
    for step in count(1):
        folder = tmp_path / str(step)
        if scenario == "share":
            folder.mkdir()
            (folder / "model").write_bytes(MODEL)
        else:
            shutil.copytree(shared, folder)
        code = lives.run(folder, scenario, step, after=after, ago=ago)
        assert code in (0, -signal.SIGKILL)
        if ago:
            _age(folder, ago)
        # every other time the index is lost, too
        index = "index.sqlite" if step % 2 else "another.sqlite"
        asyncio.run(_check(folder, scenario, index))
        if code == 0:
            assert step > 8, "it was killed at every call"
            assert (folder / "acknowledged").exists()
            return
        shutil.rmtree(folder)


if __name__ == "__main__":
    _serve()
