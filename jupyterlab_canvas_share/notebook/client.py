"""The REST API for a kernel: synchronous, typed, with the standard library alone."""

from __future__ import annotations

from secrets import token_hex
from typing import Any
from urllib.parse import quote, urlencode

from ..model.base import Page
from ..model.errors import Conflict
from ..model.jobs import Candidate
from ..model.paging import MAX_PAGE
from ..model.shares import Direction, SharedModel, SharedModels, ShareModel
from .http import call
from .server import Server, find_server

API = "canvas-share/api"


class Client:
    """Talks to one server, by default the one of this kernel.

    Every method raises the CanvasShareError that the server answered, or Unavailable.
    """

    def __init__(self, server: Server | None = None) -> None:
        self.server = server or find_server()

    def shared_models(self, direction: Direction, q: str = "") -> tuple[SharedModel, ...]:
        """What was shared by or with this profile, the newest first."""
        found: list[SharedModel] = []
        query = {"direction": direction, "q": q, "limit": MAX_PAGE}
        while True:
            page = SharedModels.model_validate(self._get("/shared-models", **query))
            found += page.items
            if page.next is None:
                return tuple(found)
            query["after"] = page.next

    def model_id(self, model: str) -> str:
        """The id of a model, given itself or the name of a job, which means its best candidate.

        Raises Conflict (``no_candidate``): the job has no finished candidate yet.
        """
        if "~" in model:
            return model
        found = self._get(f"/jobs/{quote(model, safe='')}/candidates")
        for candidate in Page[Candidate].model_validate(found).items:
            if candidate.best:
                return candidate.model_id
        raise Conflict(
            f"The job {model} has no finished candidate yet; wait for it, or name one of its "
            "candidates.",
            code="no_candidate",
        )

    def share(self, model: str, recipients: list[str], note: str = "") -> SharedModel:
        """Share one model with people who have the Canvas app."""
        request = ShareModel(
            source="autopilot",
            model_id=self.model_id(model),
            recipients=tuple(recipients),
            note=note,
            request=token_hex(16),
        )
        answer = self._call("POST", "/shared-models", request.model_dump(mode="json"))
        return SharedModel.model_validate(answer)

    def _get(self, path: str, **query: Any) -> Any:
        return self._call("GET", f"{path}?{urlencode(query)}")

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        return call(method, f"{self.server.url}{API}{path}", self.server.token, body)
