"""What every type of ours shares: frozen, strict about unknown fields, no NaN in JSON."""

from __future__ import annotations

import json
from typing import Annotated, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

T = TypeVar("T")


class Frozen(BaseModel):
    """An immutable value. Unknown fields are refused, and so are NaN and infinity."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        # Built on first use, so that loading the extension stays cheap.
        defer_build=True,
    )


class Page(Frozen, Generic[T]):
    """One page of a list. ``next`` is an opaque cursor for ``?after=``, null on the last page."""

    items: tuple[T, ...]
    next: str | None = None


#: A point in time, always with a zone; written in UTC.
Time = AwareDatetime

#: SageMaker's pattern for a user profile's name (``ListUserProfiles``), as a part of others. It
#: alone has no limit on hyphens.
NAME = r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
NAME_LIMIT = 63
NAME_PATTERN = rf"^{NAME}$"
ProfileName = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=NAME_LIMIT)]
DomainName = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=NAME_LIMIT)]
JobName = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=NAME_LIMIT)]

#: A note or feedback: plain text, never HTML.
NOTE_LIMIT = 10_000
Note = Annotated[str, StringConstraints(max_length=NOTE_LIMIT)]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def canonical_json(value: object) -> bytes:
    """Sorted keys, no blanks, UTF-8: the same JSON value always gives the same bytes, so that its
    digest can be computed again."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
