"""The one error of a file that is not, or no longer, a sound ``.canvasmodel``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ..model.errors import Refused
from ..model.text import visible


class BundleInvalid(Refused):
    """The bundle fails a check; the message says which, and may quote the file."""

    default_code: ClassVar[str] = "bundle_invalid"

    def __init__(
        self, message: str, *, code: str | None = None, details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(visible(message), code=code, details=details)
