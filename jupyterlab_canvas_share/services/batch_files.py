"""Batch predictions as folders: the input, the result and the state of each. Blocking."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from ulid import ULID

from ..exchange.index.claim import claim
from ..model.events import ULID_PATTERN, SharedModelId
from ..model.predictions import BatchPrediction

_ID = re.compile(ULID_PATTERN)
#: Seconds after which an upload has nobody who sends it.
_ABANDONED = 24 * 3600


class BatchFiles:
    """``<folder>/<shared model>/<batch>/`` holds ``state.json``, ``<batch>.input`` until it is
    done, and ``result.csv`` once it is ready.
    ``<folder>/.uploads/`` holds what is being sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_upload(self) -> IO[bytes]:
        """A file of our own, on the disk where the batch will lie, for what a client sends."""
        folder = self._uploads
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return tempfile.NamedTemporaryFile(dir=folder, delete=False)

    def remove_abandoned_uploads(self) -> None:
        """What a killed server left half-sent."""
        for path in self._uploads.glob("*"):
            # a younger one may be under way in another server of the same person
            if path.stat().st_mtime < time.time() - _ABANDONED:
                path.unlink(missing_ok=True)

    @property
    def _uploads(self) -> Path:
        return self._folder / ".uploads"

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
