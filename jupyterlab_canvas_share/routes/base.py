"""What every route shares: the services, one shape of error, no stack in the log for a refusal."""

from __future__ import annotations

import json
from http.client import responses
from typing import TYPE_CHECKING, Annotated, Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from pydantic import Field
from tornado.web import HTTPError

from ..model.base import Frozen
from ..model.errors import CanvasShareError, ErrorBody
from ..model.paging import MAX_PAGE

if TYPE_CHECKING:
    from .context import Context, Services


class PageQuery(Frozen):
    """``?limit=&after=`` of every list."""

    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50
    after: str | None = None


class CanvasShareHandler(ExtensionHandlerMixin, APIHandler):
    """Base of the REST API. Each verb carries both auth decorators itself: ``@authorized`` keeps
    the resource of the class it first ran on, so an inherited verb would authorise another's."""

    auth_resource = "canvas-share"

    def set_default_headers(self) -> None:
        super().set_default_headers()
        # what is true now may be over in a moment, and it is private: without this a browser keeps
        # even a 410 (RFC 9111, 4.2.2). A route whose answer never changes sets its own
        self.set_header("Cache-Control", "no-store")

    @property
    def services(self) -> Services:
        return self._services

    async def ready(self) -> None:
        """Wait until the services have started, or raise what kept them from it."""
        context: Context = self.settings["canvas_share_context"]
        self._services = await context.ready()
        self._services.attend()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, CanvasShareError):
            self.set_status(error.status)
            body = error.body()
        elif isinstance(error, HTTPError) and status_code < 500:
            reason = responses.get(status_code, "Error")
            body = ErrorBody(
                code=reason.lower().replace(" ", "_"),
                message=(error.log_message or reason) % error.args
                if error.args
                else error.log_message or reason,
            )
        else:
            body = ErrorBody(
                code="internal_error",
                message="A bug in jupyterlab-canvas-share; the server's log has the details.",
            )
        self.finish(json.dumps(body.model_dump()))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        if isinstance(value, CanvasShareError) and value.status < 500:
            self.log.info("%s %s: %s", self.request.method, self.request.path, value.code)
        else:
            super().log_exception(typ, value, tb)
