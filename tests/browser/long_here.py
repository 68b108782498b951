"""People who joined before a test began, so that what they did or got since then counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.mailbox import KEYS
from jupyterlab_canvas_share.exchange.keys import ProfileFile, first_ulid, milliseconds
from jupyterlab_canvas_share.model.base import canonical_json
from tests.exchange_fixtures import profile


def joined_long_ago(store: Path, name: str, *apps: str) -> None:
    """Write ``name``'s profile as it was written a hundred days ago."""
    since = datetime.now(UTC) - timedelta(days=100)
    person = profile(name, *apps).model_copy(update={"since": since})
    data = canonical_json(person.model_dump(mode="json"))
    path = store / KEYS.profile(ProfileFile.of(name, first_ulid(milliseconds(since)), data))
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
