"""Doing once what is asked for several times: each request of a client has an id of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..exchange.exchange import Exchange
from ..model.errors import Conflict
from ..model.events import EventKind, RequestId, SharedModelId


@dataclass(frozen=True)
class Action:
    """What a request id stands for: one of ``kinds`` in one SharedModel, null for a new one."""

    kinds: AbstractSet[EventKind]
    shared_model: SharedModelId | None = None

    def matches(self, kind: EventKind, shared_model: SharedModelId) -> bool:
        return kind in self.kinds and self.shared_model in (None, shared_model)


class Requests:
    """The requests under way in this server, and those that the mailbox remembers."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._under_way: dict[RequestId, tuple[Action, asyncio.Task[SharedModelId]]] = {}

    async def stop(self) -> None:
        """Let what was begun come to its end."""
        tasks = [task for _, task in self._under_way.values()]
        await asyncio.gather(*tasks, return_exceptions=True)

    async def once(
        self,
        request: RequestId,
        action: Action,
        work: Callable[[], Coroutine[None, None, SharedModelId]],
    ) -> SharedModelId:
        """What ``work`` answers, or answered when the request came first, also before a restart.

        Raises Conflict (``request_used``): the id stands for another action; what ``work`` raises.
        """

        async def unless_done() -> SharedModelId:
            id = await self._exchange.find(request)
            if id is None:
                return await work()
            found = await self._exchange.index.by_request(request)
            if found is not None and not action.matches(found[1], id):
                raise _used(request)
            return id

        if request not in self._under_way:
            task = asyncio.create_task(unless_done())
            self._under_way[request] = (action, task)
            task.add_done_callback(lambda _: self._under_way.pop(request))
        elif self._under_way[request][0] != action:
            raise _used(request)
        # shielded: it goes on when the page that asked for it is closed
        return await asyncio.shield(self._under_way[request][1])


def _used(request: RequestId) -> Conflict:
    return Conflict(
        "This request's id was used for something else before. Send it with a new id.",
        code="request_used",
        details={"request": request},
    )
