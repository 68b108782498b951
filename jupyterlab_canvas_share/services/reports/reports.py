"""Making reports, and keeping those that take long to draw."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...bundle.recent import Recent
from ...model.bundle import BundleContents
from ...model.details import ReportName
from ...model.events import SharedModelId
from .available import check_available
from .clarify import clarify
from .draw import Drawing, draw
from .origin import Origin
from .statistics import statistics

if TYPE_CHECKING:
    from ..importing import Importing
    from ..models import Models
    from ..own_bundles import OwnBundles
    from ..shared_models import SharedModelReader

#: Drawn reports kept, each below a few megabytes: in memory, so that nothing of a share that is
#: taken back stays on disk.
_KEPT = 16
_MEDIA_TYPES: dict[ReportName, str] = {
    "performance.pdf": "application/pdf",
    "performance.html": "text/html; charset=utf-8",
    "statistics.json": "application/json",
    "analysis.json": "application/json",
}


@dataclass(frozen=True)
class Report:
    filename: str
    media_type: str
    content: bytes


class Reports:
    """Drawn in a process of its own, one at a time, once for the same contents."""

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
        self._one_at_a_time = asyncio.Lock()
        self._drawn: Recent[bytes, bytes] = Recent(_KEPT)

    async def of_model(self, source: str, model_id: str, report: str) -> Report:
        """A report of one's own model.

        Raises what ``OwnBundles.read`` raises; NotFound ``no_such_report``; Refused
        ``reports_not_installed`` and ``explanation_not_computed``; Unavailable
        ``report_failed``.
        """
        summary = await self._models.source(source).summary(model_id)
        bundle = await self._bundles.read(source, model_id)
        origin = Origin(title=summary.title, evaluated_at=summary.created_at)
        return await self._make(report, bundle.contents, origin)

    async def of_share(self, id: SharedModelId, report: str) -> Report:
        """A report of the current version of a share. Raises what ``Importing.contents`` raises,
        and as ``of_model``."""
        contents = await self._importing.contents(id)
        shared = await self._reader.get(id)
        origin = Origin(title=shared.title, shared_by=shared.owner, shared_at=shared.updated_at)
        return await self._make(report, contents, origin)

    async def _make(self, asked: str, contents: BundleContents, origin: Origin) -> Report:
        name = check_available(asked, contents)
        if name == "statistics.json":
            content = _json(statistics(contents, origin.evaluated_at))
        elif name == "analysis.json":
            content = _json(clarify(contents.explanations))
        else:
            content = await self._draw(name, contents, origin)
        title = re.sub(r"[^\w.-]+", "-", origin.title, flags=re.ASCII).strip("-")[:60]
        return Report(f"{title or 'model'}-{name}", _MEDIA_TYPES[name], content)

    async def _draw(self, name: ReportName, contents: BundleContents, origin: Origin) -> bytes:
        drawing = Drawing(report=name, contents=contents, origin=origin)
        task = await asyncio.to_thread(lambda: drawing.model_dump_json().encode())
        key = hashlib.sha256(task).digest()
        async with self._one_at_a_time:
            return self._drawn.get(key) or self._drawn.keep(key, await draw(task))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode()
