"""Every route of the API, one line each."""

from __future__ import annotations

import re
from typing import Any

from .base import CanvasShareHandler
from .contract import ContractHandler
from .jobs import (
    CandidatesHandler,
    ComparisonHandler,
    InputPreviewHandler,
    JobHandler,
    JobsHandler,
    StopJobHandler,
)
from .me import MeHandler, ProfilesHandler
from .models import ArtifactHandler, ModelHandler, ModelPredictionsHandler, ModelsHandler
from .notebooks import NotebookHandler
from .notifications import BlockHandler, NotificationsHandler, UnblockHandler
from .page import CanvasPageHandler
from .predictions import (
    BatchPredictionHandler,
    BatchPredictionsHandler,
    BatchResultHandler,
    PredictionsHandler,
)
from .reports import ModelReportHandler, SharedModelReportHandler
from .shared_models import (
    FeedbackHandler,
    HistoryHandler,
    ImportHandler,
    RecipientsHandler,
    RemoveHandler,
    RevokeHandler,
    SeenHandler,
    SharedModelHandler,
    SharedModelsHandler,
    VersionsHandler,
)

API = "canvas-share/api"

ROUTES: tuple[tuple[str, type[CanvasShareHandler]], ...] = (
    ("/me", MeHandler),
    ("/profiles", ProfilesHandler),
    ("/profiles/{name}/block", BlockHandler),
    ("/profiles/{name}/unblock", UnblockHandler),
    ("/notifications", NotificationsHandler),
    ("/input", InputPreviewHandler),
    ("/jobs", JobsHandler),
    ("/jobs/{name}", JobHandler),
    ("/jobs/{name}/stop", StopJobHandler),
    ("/jobs/{name}/candidates", CandidatesHandler),
    ("/jobs/{name}/comparison", ComparisonHandler),
    ("/jobs/{name}/notebooks/{kind}", NotebookHandler),
    ("/models", ModelsHandler),
    ("/models/{source}/{id}", ModelHandler),
    ("/models/{source}/{id}/predictions", ModelPredictionsHandler),
    ("/models/{source}/{id}/artifacts/{artifact}", ArtifactHandler),
    ("/models/{source}/{id}/reports/{report}", ModelReportHandler),
    ("/shared-models", SharedModelsHandler),
    ("/shared-models/{id}", SharedModelHandler),
    ("/shared-models/{id}/events", HistoryHandler),
    ("/shared-models/{id}/feedback", FeedbackHandler),
    ("/shared-models/{id}/versions", VersionsHandler),
    ("/shared-models/{id}/recipients", RecipientsHandler),
    ("/shared-models/{id}/revoke", RevokeHandler),
    ("/shared-models/{id}/remove", RemoveHandler),
    ("/shared-models/{id}/seen", SeenHandler),
    ("/shared-models/{id}/import", ImportHandler),
    ("/shared-models/{id}/predictions", PredictionsHandler),
    ("/shared-models/{id}/reports/{report}", SharedModelReportHandler),
    ("/shared-models/{id}/batch-predictions", BatchPredictionsHandler),
    ("/shared-models/{id}/batch-predictions/{batch}", BatchPredictionHandler),
    ("/shared-models/{id}/batch-predictions/{batch}/result", BatchResultHandler),
    ("/openapi.yaml", ContractHandler),
)


def handlers() -> list[tuple[str, type[Any]]]:
    """The table as tornado wants it; ExtensionApp puts the server's base URL in front."""
    api = [
        (f"/{API}" + re.sub(r"{\w+}", "([^/]+)", path.replace(".", r"\.")), handler)
        for path, handler in ROUTES
    ]
    return [*api, (r"/canvas/?", CanvasPageHandler)]
