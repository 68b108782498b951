"""What the bundles of one's own models say, read and checked once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..bundle.recent import Recent
from ..model.bundle import BundleContents
from ..model.errors import NotFound

if TYPE_CHECKING:
    from .models import Models

_CACHED_BUNDLES = 32


@dataclass(frozen=True)
class OwnBundle:
    """``size`` in bytes."""

    path: Path
    size: int
    contents: BundleContents


class OwnBundles:
    """Of finished models from every source, whether they may be shared or not."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._read: Recent[tuple[Path, int, int], OwnBundle] = Recent(_CACHED_BUNDLES)

    async def read(self, source: str, model_id: str) -> OwnBundle:
        """Raises NotFound for an unknown source or model, or a bundle that was deleted; Refused or
        Conflict while there is none; BundleInvalid for a damaged one."""
        path = await self._models.source(source).finished(model_id)
        try:
            facts = await asyncio.to_thread(path.stat)
        except FileNotFoundError:
            raise NotFound(
                f"The model file “{path.name}” of {model_id} is not there any more; train again.",
                code="no_such_bundle",
            ) from None
        key = (path, facts.st_mtime_ns, facts.st_size)
        known = self._read.get(key)
        if known is not None:
            return known
        contents = await asyncio.to_thread(_contents, path)
        return self._read.keep(key, OwnBundle(path, facts.st_size, contents))


def _contents(path: Path) -> BundleContents:
    from ..bundle.verify import read_bundle

    return read_bundle(path)[0]
