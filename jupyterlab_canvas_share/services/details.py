"""One model in full: of one's own in **Model Details**, and shared on the Canvas page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bundle.errors import BundleInvalid
from ..model.details import ModelDetails
from ..model.errors import Conflict, NotFound, Refused
from ..model.events import SharedModelId
from ..model.paging import MAX_PAGE
from ..model.shares import SharedModelDetails
from .analysis import analysis, explainability, performance, what_travels
from .reports import available_reports

if TYPE_CHECKING:
    from .importing import Importing
    from .models import Models
    from .own_bundles import OwnBundle, OwnBundles
    from .shared_models import SharedModelReader

#: Of the made-up rows in a bundle, so many are offered to be explained.
MADE_UP_ROWS = 10


class Details:
    """Reads bundles and arranges what they say."""

    def __init__(
        self,
        models: Models,
        bundles: OwnBundles,
        reader: SharedModelReader,
        importing: Importing,
    ) -> None:
        self._models = models
        self._bundles = bundles
        self._reader = reader
        self._importing = importing

    async def model(self, source: str, model_id: str) -> ModelDetails:
        """What a source knows of one model. While it trains, or when it failed, there is nothing
        to explain yet, and the reason is in ``model.not_shareable_reason``.

        Raises NotFound for an unknown source or model, or a bundle that was deleted;
        BundleInvalid for a damaged one.
        """
        origin = self._models.source(source)
        summary = await origin.summary(model_id)
        bundle = await self._bundle(source, model_id)
        contents = bundle.contents if bundle else None
        manifest = contents.manifest if contents else None
        return ModelDetails(
            model=summary,
            classes=manifest.classes if manifest else (),
            positive_class=manifest.positive_class if manifest else None,
            what_travels=what_travels(bundle.contents, bundle.size) if bundle else None,
            explainability=explainability(contents) if contents else None,
            performance=performance(contents) if contents else None,
            columns=manifest.columns if manifest else (),
            made_up_rows=contents.explanations.background[:MADE_UP_ROWS] if contents else (),
            reports=available_reports(contents) if contents else (),
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
            reports=available_reports(contents),
        )

    async def _bundle(self, source: str, model_id: str) -> OwnBundle | None:
        """None while the model has none."""
        try:
            return await self._bundles.read(source, model_id)
        except BundleInvalid:
            # a damaged one is to be told, not taken for none
            raise
        except (Refused, Conflict):
            return None
