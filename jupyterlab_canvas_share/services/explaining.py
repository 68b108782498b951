"""Rows predicted and explained with a model of one's own, shared or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .row_predictions import predict_rows

if TYPE_CHECKING:
    from ..bundle.workers import Workers
    from ..model.predictions import Predict, Predictions
    from .own_bundles import OwnBundles


class Explaining:
    """Answers as the shared model does: through the same sandboxed workers, from the same file."""

    def __init__(self, bundles: OwnBundles, workers: Workers) -> None:
        self._bundles = bundles
        self._workers = workers

    async def predict(self, source: str, model_id: str, request: Predict) -> Predictions:
        """Raises what ``OwnBundles.read`` and ``predict_rows`` raise; BundleInvalid for a model
        that failed its parity check."""
        bundle = await self._bundles.read(source, model_id)
        return await predict_rows(self._workers, bundle.path, bundle.contents, request)
