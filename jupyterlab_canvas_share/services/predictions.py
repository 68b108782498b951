"""Predictions with a shared model: a few rows at once, or a file as a background job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..model.base import Page
from ..model.events import SharedModelId
from ..model.predictions import BatchPrediction, Predict, Predictions
from .importing import Importing


class Predicting:
    """Answers rows, and runs batch predictions that go on with the page closed."""

    def __init__(self, importing: Importing, workers: Any, folder: Path) -> None: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def predict(self, id: SharedModelId, request: Predict) -> Predictions: ...

    async def start_batch(
        self, id: SharedModelId, filename: str, source: Path
    ) -> BatchPrediction: ...

    async def batches(self, id: SharedModelId) -> Page[BatchPrediction]: ...

    async def batch(self, id: SharedModelId, batch_id: str) -> BatchPrediction: ...

    async def batch_result(self, id: SharedModelId, batch_id: str) -> Path: ...
