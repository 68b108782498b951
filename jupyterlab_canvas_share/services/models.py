"""What can be shared, from every source that is present."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.base import Page
from ..model.details import ModelSummary
from ..model.errors import NotFound

if TYPE_CHECKING:
    from ..model.events import ModelSource
    from ..sources.base import Source


class Models:
    """The sources by name, asked one after the other."""

    def __init__(self, sources: Mapping[ModelSource, Source]) -> None:
        self._sources: dict[str, Source] = {str(k): v for k, v in sources.items()}

    def source(self, name: str) -> Source:
        """Raises NotFound for a source this server does not have."""
        try:
            return self._sources[name]
        except KeyError:
            raise NotFound(
                f"This server has no models from {name}; it has {', '.join(self._sources)}.",
                code="unknown_source",
            ) from None

    async def list(
        self, source: str | None, q: str, limit: int, after: str | None
    ) -> Page[ModelSummary]:
        """One page, source after source. The cursor is ``<source>:<cursor of that source>``."""
        names = [source] if source else list(self._sources)
        cursor = None
        if after:
            name, _, cursor = after.partition(":")
            names = names[names.index(name) :] if name in names else []
        items: list[ModelSummary] = []
        for position, name in enumerate(names):
            page = await self.source(name).list(q, cursor or None, limit - len(items))
            items += page.items
            cursor = None
            if page.next is not None:
                return Page(items=tuple(items), next=f"{name}:{page.next}")
            if len(items) == limit and position + 1 < len(names):
                return Page(items=tuple(items), next=f"{names[position + 1]}:")
        return Page(items=tuple(items))

    async def artifact_file(self, source: str, model_id: str, artifact: str) -> Path:
        return await self.source(source).artifact_file(model_id, artifact)
