"""The exchange: everything the services need to send, receive and look up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..model.events import (
    EventId,
    ObjectRef,
    RequestId,
    SharedModelEvent,
    SharedModelId,
)
from ..model.profiles import UserProfile
from .store import ObjectStore


class Exchange:
    """One profile's end of the exchange on one store."""

    def __init__(
        self, store: ObjectStore, domain: str, profile_name: str, index_path: Path
    ) -> None: ...

    async def start(self) -> None:
        """Open the index and begin to follow the mailbox; returns before all of it is read."""

    async def stop(self) -> None: ...

    async def synced(self) -> None:
        """Return once the whole mailbox has been read and found sends were finished."""

    async def register(self, profile: UserProfile) -> None: ...

    async def profiles(self) -> list[UserProfile]: ...

    async def new_id(self) -> EventId: ...

    async def put_object(self, shared_model: SharedModelId, path: Path) -> ObjectRef: ...

    async def fetch_object(
        self, author: str, shared_model: SharedModelId, ref: ObjectRef, target: Path
    ) -> None: ...

    async def send(
        self, recipients: Sequence[str], event: SharedModelEvent, request: RequestId | None = None
    ) -> EventId: ...

    def on_change(self, callback: Callable[..., None]) -> None: ...
