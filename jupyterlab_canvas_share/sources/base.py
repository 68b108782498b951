"""What every source of models can do."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ..model.base import Page
from ..model.details import Artifact, ModelSummary, NetworkFact


class Source(Protocol):
    """Models that can be looked into and shared. ``model_id`` is the source's own name for one;
    every method that takes it raises NotFound ``no_such_model`` for one that is not there."""

    async def list(self, q: str, after: str | None, limit: int) -> Page[ModelSummary]:
        """Finished models whose title or job contains ``q``, whatever the case; the newest job
        first."""

    async def summary(self, model_id: str) -> ModelSummary: ...

    async def finished(self, model_id: str) -> Path:
        """The ``.canvasmodel`` file of a finished model, for its owner to look into, whether it
        may be shared or not. Raises Refused or Conflict where there is none."""

    async def bundle(self, model_id: str) -> Path:
        """The verified ``.canvasmodel`` file. Raises Refused where there is none to share."""

    async def artifacts(self, model_id: str) -> tuple[Artifact, ...]: ...

    async def network(self, model_id: str) -> tuple[NetworkFact, ...]:
        """Isolation and encryption as they really were."""

    async def artifact_file(self, model_id: str, name: str) -> Path:
        """The file of an artifact by its ``download`` name. Raises NotFound."""
