"""One model in full: of one's own in **Model Details**, and shared on the Canvas page."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.bundle import BundleContents
from ..model.details import ModelDetails
from ..model.errors import Conflict, NotFound, Refused
from ..model.events import SharedModelId
from ..model.paging import MAX_PAGE
from ..model.shares import SharedModelDetails
from .analysis import analysis, explainability, performance, what_travels

if TYPE_CHECKING:
    from ..sources.base import Source
    from .importing import Importing
    from .models import Models
    from .shared_models import SharedModelReader

_CACHED_BUNDLES = 32


class Details:
    """Reads bundles and arranges what they say."""

    def __init__(self, models: Models, reader: SharedModelReader, importing: Importing) -> None:
        self._models = models
        self._reader = reader
        self._importing = importing
        self._read: OrderedDict[tuple[Path, int, int], BundleContents] = OrderedDict()

    async def model(self, source: str, model_id: str) -> ModelDetails:
        """What a source knows of one model. While it trains, or when it failed, there is nothing
        to explain yet, and the reason is in ``model.not_shareable_reason``.

        Raises NotFound for an unknown source or model, or a bundle that was deleted;
        BundleInvalid for a damaged one.
        """
        origin = self._models.source(source)
        summary = await origin.summary(model_id)
        found = await self._bundle(origin, model_id)
        contents = found[0] if found else None
        manifest = contents.manifest if contents else None
        return ModelDetails(
            model=summary,
            classes=manifest.classes if manifest else (),
            positive_class=manifest.positive_class if manifest else None,
            what_travels=what_travels(*found) if found else None,
            explainability=explainability(contents) if contents else None,
            performance=performance(contents) if contents else None,
            columns=manifest.columns if manifest else (),
            reports=(),
            artifacts=await origin.artifacts(model_id),
            network=await origin.network(model_id),
        )

    async def shared_model(self, id: SharedModelId) -> SharedModelDetails:
        """One share. Its analysis is there once the bundle is fetched and verified.

        Raises NotFound for what is not shared by or with this profile.
        """
        shared = await self._reader.get(id)
        history = (await self._reader.history(id, MAX_PAGE)).items
        if shared.state != "ready":
            return SharedModelDetails(shared_model=shared, history=history)
        try:
            contents = await self._importing.contents(id)
        except (NotFound, Refused) as error:
            # one's own is fetched only now; without its file it can still be revoked
            failed = {"state": "failed", "failure_reason": error.message}
            return SharedModelDetails(
                shared_model=shared.model_copy(update=failed), history=history
            )
        return SharedModelDetails(
            shared_model=shared,
            history=history,
            columns=contents.manifest.columns,
            classes=contents.manifest.classes,
            analysis=analysis(contents),
        )

    async def _bundle(self, origin: Source, model_id: str) -> tuple[BundleContents, int] | None:
        """The contents and the size in bytes of the model's bundle, None if it has none yet."""
        try:
            path = await origin.bundle(model_id)
        except (Refused, Conflict):
            return None
        try:
            facts = await asyncio.to_thread(path.stat)
        except FileNotFoundError:
            raise NotFound(
                f"The model file “{path.name}” of {model_id} is not there any more; train again.",
                code="no_such_bundle",
            ) from None
        key = (path, facts.st_mtime_ns, facts.st_size)
        if key not in self._read:
            self._read[key] = await asyncio.to_thread(_contents, path)
            if len(self._read) > _CACHED_BUNDLES:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        return self._read[key], facts.st_size


def _contents(path: Path) -> BundleContents:
    from ..bundle.verify import read_bundle

    return read_bundle(path)[0]
