"""Fetching and verifying the bundles of what was shared with this profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..exchange.exchange import Exchange
from ..model.bundle import BundleContents
from ..model.events import SharedModelId
from .sharing import OnEvent


class Importing:
    """Keeps a verified local copy of the current bundle of every SharedModel."""

    def __init__(
        self, exchange: Exchange, workers: Any, cache_dir: Path, on_event: OnEvent
    ) -> None: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def retry(self, id: SharedModelId) -> None: ...

    async def contents(self, id: SharedModelId) -> BundleContents: ...

    async def bundle_path(self, id: SharedModelId) -> Path: ...
