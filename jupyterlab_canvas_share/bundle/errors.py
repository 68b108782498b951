"""The one error of a file that is not, or no longer, a sound ``.canvasmodel``."""

from __future__ import annotations

from typing import ClassVar

from ..model.errors import Refused


class BundleInvalid(Refused):
    """The bundle fails a check; the message says which."""

    default_code: ClassVar[str] = "bundle_invalid"
