"""Every error a person can meet, in one tree.

CanvasShareError
├── BadRequest          400  the request does not parse
├── Forbidden           403  may be seen, may not be done
├── NotFound            404  does not exist, or is not yours to see
├── Conflict            409  clashes with what is there
├── TooLarge            413  over a size limit
├── Refused             422  understood, but a rule says no
├── Gone                410  was there and was taken back
└── Unavailable         503  the store or a worker did not answer

An error says what was wrong and what to do, and carries a ``code`` that clients can rely on. The
routes turn it into ``{"code", "message", "details"}`` with its status; nothing else maps errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from .base import Frozen


class ErrorBody(Frozen):
    """What every failed request answers."""

    code: str
    message: str
    details: dict[str, Any] = Field(default_factory=dict)


class CanvasShareError(Exception):
    """Base of all. ``status`` is the HTTP status it becomes; ``code`` is stable across versions."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "internal_error"

    def __init__(
        self, message: str, *, code: str | None = None, details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.details = dict(details or {})

    def body(self) -> ErrorBody:
        return ErrorBody(code=self.code, message=self.message, details=self.details)


class BadRequest(CanvasShareError):
    status, default_code = 400, "bad_request"


class Forbidden(CanvasShareError):
    status, default_code = 403, "forbidden"


class NotFound(CanvasShareError):
    status, default_code = 404, "not_found"


class Conflict(CanvasShareError):
    status, default_code = 409, "conflict"


class Gone(CanvasShareError):
    status, default_code = 410, "gone"


class TooLarge(CanvasShareError):
    status, default_code = 413, "too_large"


class Refused(CanvasShareError):
    status, default_code = 422, "refused"


class Unavailable(CanvasShareError):
    status, default_code = 503, "unavailable"
