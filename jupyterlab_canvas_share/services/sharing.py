"""Sharing a model with people in the Domain, and the two lists of what was shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..exchange.exchange import Exchange
from ..model.base import Page
from ..model.events import HistoryEntry, ModelSource, SharedModelId
from ..model.shares import Direction, SharedModel, ShareModel
from .profiles import Profiles

#: Called with what happened and the id of the SharedModel it happened to.
OnEvent = Callable[[str, SharedModelId], None]


class Sharing:
    """The rules of sharing. Start it before the first call, stop it when the server stops."""

    def __init__(
        self,
        exchange: Exchange,
        profiles: Profiles,
        sources: Mapping[ModelSource, Any],
        max_recipients: int,
        on_event: OnEvent,
    ) -> None: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def share(self, request: ShareModel) -> SharedModel: ...

    async def list(
        self,
        direction: Direction,
        source: ModelSource | None = None,
        q: str = "",
        limit: int = 50,
        after: str | None = None,
    ) -> Page[SharedModel]: ...

    async def get(self, id: SharedModelId) -> SharedModel: ...

    async def history(
        self, id: SharedModelId, limit: int = 50, after: str | None = None
    ) -> Page[HistoryEntry]: ...

    async def seen(self, id: SharedModelId) -> None: ...
