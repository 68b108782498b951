"""What a report tells that its bundle does not."""

from __future__ import annotations

from ...model.base import Frozen, Time


class Origin(Frozen):
    """``evaluated_at`` is known of one's own models, ``shared_by`` and ``shared_at`` of others'."""

    title: str
    evaluated_at: Time | None = None
    shared_by: str | None = None
    shared_at: Time | None = None
