"""A store that fails in every way a store may, and a clock that makes waiting short."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar

from jupyterlab_canvas_share.exchange.keys import Keys
from jupyterlab_canvas_share.exchange.stores.store import ObjectInfo, ObjectStore
from jupyterlab_canvas_share.model.errors import CanvasShareError, Unavailable

T = TypeVar("T")

#: What goes wrong with a call. ``late``: its answer is lost, and only after that it is done.
Effect = Literal["fails", "answer lost", "late", "slow", "dies before", "dies after"]
Call = Literal["put", "get", "list", "now"]

#: So many seconds of the loop's clock pass in one real second.
SPEED = 300
#: Seconds of the loop's clock.
_SLOW = 3.0
_TICK = 30.0


class _Selector(selectors.DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout and timeout / SPEED)


class FastLoop(asyncio.SelectorEventLoop):
    """Whoever sleeps a second here sleeps a 300th: pauses between attempts cost little."""

    def __init__(self) -> None:
        super().__init__(_Selector())

    def time(self) -> float:
        return super().time() * SPEED


@dataclass
class Fault:
    """From the ``after``-th call of that kind on, ``times`` calls have the effect. ``where`` names
    a profile: only calls on its places count."""

    call: Call
    effect: Effect
    after: int = 0
    times: int = 1
    where: str = ""


@dataclass
class Faults:
    """What is wrong with the way from one server to the store. ``lag``: a key is listed only when
    so many lists did not show it. ``clock`` is how much its look at the store's clock is off."""

    armed: list[Fault] = field(default_factory=list)
    lag: int = 0
    clock: timedelta = timedelta()
    dead: bool = False

    def next(self, call: Call, key: str) -> Effect | None:
        found = None
        for fault in list(self.armed):
            if fault.call != call or (fault.where and f"/{fault.where}/" not in key):
                continue
            if fault.after > 0:
                fault.after -= 1
            elif found is None:
                found = fault.effect
                fault.times -= 1
                if fault.times == 0:
                    self.armed.remove(fault)
        return found

    def heal(self) -> None:
        self.armed.clear()
        self.lag, self.clock = 0, timedelta()


class Wire:
    """Tells every store that watches a prefix of each write below it."""

    def __init__(self) -> None:
        self.watched: dict[asyncio.Event, str] = {}

    def tell(self, key: str) -> None:
        for event, prefix in self.watched.items():
            if key.startswith(prefix):
                event.set()


class FaultyStore:
    """``inner`` as one server reaches it."""

    def __init__(self, inner: ObjectStore, faults: Faults, wire: Wire) -> None:
        self.inner = inner
        self.faults = faults
        self._wire = wire
        self._hidden: dict[str, int] = {}
        self._late: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return self.inner.url

    async def close(self) -> None:
        """Wait for what is still under way: no write lands after its server's end."""
        while self._late:
            await asyncio.gather(*self._late, return_exceptions=True)

    async def prepare(self, keys: Keys, me: str) -> None:
        self._alive()
        await self.inner.prepare(keys, me)

    async def put(self, key: str, data: bytes) -> None:
        await self._write(key, lambda: self.inner.put(key, data))

    async def put_file(self, key: str, path: Path) -> None:
        await self._write(key, lambda: self.inner.put_file(key, path))

    async def get(self, key: str, limit: int) -> bytes:
        return await self._read("get", key, lambda: self.inner.get(key, limit))

    async def get_many(self, keys: Sequence[str], limit: int) -> list[bytes | CanvasShareError]:
        async def one(key: str) -> bytes | CanvasShareError:
            try:
                return await self.get(key, limit)
            except CanvasShareError as error:
                return error

        return await asyncio.gather(*map(one, keys))

    async def get_file(self, key: str, path: Path, limit: int) -> None:
        await self._read("get", key, lambda: self.inner.get_file(key, path, limit))

    async def list(
        self, prefix: str, start_after: str | None = None, end_before: str | None = None
    ) -> list[ObjectInfo]:
        found = await self._read(
            "list", prefix, lambda: self.inner.list(prefix, start_after, end_before)
        )
        return [info for info in found if self._is_listed(info.key)]

    async def delete(self, key: str) -> None:
        self._alive()
        await self.inner.delete(key)

    async def changes(
        self,
        prefix: str,
        attended: Callable[[], bool],
    ) -> AsyncGenerator[None, None]:
        event = asyncio.Event()
        event.set()  # what came just before may not have been listed: a folder wakes at once, too
        self._wire.watched[event] = prefix
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_TICK):
                        await event.wait()
                self._alive()
                event.clear()
                yield
        finally:
            del self._wire.watched[event]

    async def now(self) -> datetime:
        return await self._read("now", "", self.inner.now) + self.faults.clock

    def _is_listed(self, key: str) -> bool:
        missed = self._hidden.get(key, 0)
        if missed >= self.faults.lag or "/profiles/" in key:
            self._hidden[key] = 10**9
            return True
        self._hidden[key] = missed + 1
        return False

    def was_there(self, keys: Sequence[str]) -> None:
        """A list lags behind by less than a restart takes: these are listed."""
        self._hidden.update(dict.fromkeys(keys, 10**9))

    async def _read(self, call: Call, key: str, work: Callable[[], Awaitable[T]]) -> T:
        self._alive()
        effect = self.faults.next(call, key)
        if effect == "slow":
            await asyncio.sleep(_SLOW)
        elif effect is not None:
            self.faults.dead = self.faults.dead or effect.startswith("dies")
            raise Unavailable(f"{call} {effect}")
        result = await work()
        self._alive()
        return result

    async def _write(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        async def write() -> None:
            await work()
            self._wire.tell(key)

        async def late() -> None:
            await asyncio.sleep(_SLOW)
            await write()

        self._alive()
        effect = self.faults.next("put", key)
        if effect == "slow":
            await asyncio.sleep(_SLOW)
        if effect in ("answer lost", "dies after", "slow", None):
            await write()
        if effect == "late":
            self._late.add(task := asyncio.create_task(late()))
            task.add_done_callback(self._late.discard)
        if effect in ("dies before", "dies after"):
            self.faults.dead = True
        self._alive()
        if effect in ("fails", "answer lost", "late"):
            raise Unavailable(f"put {effect}")

    def _alive(self) -> None:
        if self.faults.dead:
            raise Unavailable("killed")
