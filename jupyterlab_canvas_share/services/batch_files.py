"""Batch predictions as folders: the input, the result and the state of each. Blocking."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from ulid import ULID

from ..exchange.claim import claim
from ..model.events import ULID_PATTERN, SharedModelId
from ..model.predictions import BatchPrediction

_ID = re.compile(ULID_PATTERN)


class BatchFiles:
    """``<folder>/<shared model>/<batch>/`` holds ``state.json``, ``<batch>.input`` until it is
    done, and ``result.csv`` once it is ready."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, shared_model: SharedModelId, filename: str, source: Path) -> BatchPrediction:
        """A new batch; the file at ``source`` is moved into it."""
        batch = BatchPrediction(
            id=str(ULID()),
            shared_model=shared_model,
            # shown only; never a path of ours
            filename=re.split(r"[/\\]", filename)[-1][:255] or "batch.csv",
            status="InProgress",
            created_at=datetime.now(UTC),
        )
        self._of(batch).mkdir(parents=True, mode=0o700)
        shutil.move(source, self.input(batch))
        self.write(batch)
        return batch

    def write(self, batch: BatchPrediction) -> None:
        path = self._of(batch) / "state.json"
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(batch.model_dump_json(), encoding="utf-8")
        part.replace(path)

    def read(self, shared_model: SharedModelId, id: str) -> BatchPrediction | None:
        if not _ID.fullmatch(id):
            return None
        try:
            state = (self._folder / shared_model / id / "state.json").read_bytes()
            return BatchPrediction.model_validate_json(state)
        except (OSError, ValueError):
            return None

    def of_shared_model(self, shared_model: SharedModelId) -> list[BatchPrediction]:
        """Newest first."""
        folder = self._folder / shared_model
        ids = sorted((path.name for path in folder.glob("*")), reverse=True)
        return [batch for id in ids if (batch := self.read(shared_model, id))]

    def unfinished(self) -> list[BatchPrediction]:
        """What an earlier run began and did not finish."""
        found = [
            batch
            for folder in self._folder.glob("*")
            for batch in self.of_shared_model(folder.name)
            if batch.status == "InProgress"
        ]
        return sorted(found, key=lambda batch: batch.id)

    def claim(self, batch: BatchPrediction) -> int | None:
        """A descriptor to close when done, or None: another server of this person works on it."""
        return claim(self._of(batch) / ".lock")

    def input(self, batch: BatchPrediction) -> Path:
        return self._of(batch) / f"{batch.id}.input"

    def result(self, batch: BatchPrediction) -> Path:
        return self._of(batch) / "result.csv"

    def _of(self, batch: BatchPrediction) -> Path:
        return self._folder / batch.shared_model / batch.id
