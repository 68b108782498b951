"""Mailboxes with many shares in them, written straight to a folder, as servers would have."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jupyterlab_canvas_share.exchange.keys import Keys, MailName, milliseconds
from jupyterlab_canvas_share.model.base import canonical_json
from jupyterlab_canvas_share.model.events import SharedModelEvent
from tests.exchange_fixtures import A_REF, a_version

KEYS = Keys("default")
SENDERS = [f"colleague-{number}" for number in range(20)]
SOURCES = ("autopilot", "jumpstart", "model-registry", "canvas", "mlflow")
TOPICS = (
    "churn",
    "revenue",
    "fraud",
    "credit",
    "loan",
    "default",
    "segment",
    "client",
    "price",
    "demand",
    "sales",
    "forecast",
    "upsell",
    "retention",
    "energy",
    "load",
    "fault",
    "sensor",
    "vehicle",
    "insurance",
    "claim",
    "risk",
    "score",
    "basket",
    "visit",
    "click",
)
#: How far the shares lie apart, in ms.
_APART = 20_000
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def by_me(me: str, count: int) -> Iterator[tuple[MailName, bytes]]:
    """Records of shares with two colleagues each, marked as delivered elsewhere."""
    draw = random.Random(1)  # noqa: S311
    for ulid, event in _events(draw, [me], count):
        recipients = draw.sample(SENDERS, 2)
        data = canonical_json(
            {"format": 1, "recipients": recipients, "request": None, "event": event}
        )
        yield MailName(ulid, hashlib.sha256(data).hexdigest(), me), data


def with_me(count: int) -> Iterator[tuple[MailName, bytes]]:
    """Shares of twenty colleagues."""
    for ulid, event in _events(random.Random(2), SENDERS, count):  # noqa: S311
        data = canonical_json(event)
        author = event["shared_model"].partition(".")[2]
        yield MailName(ulid, hashlib.sha256(data).hexdigest(), author), data


def write(root: Path, reader: str, mails: Iterator[tuple[MailName, bytes]]) -> None:
    """Put mails into a mailbox, as old as their keys say, and ``.done`` beside records."""
    folder = root / KEYS.mailbox(reader)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in mails:
        files = {f"{name}.json": data}
        if name.author == reader:
            files[f"{name}.done"] = b""
        for file, content in files.items():
            (folder / file).write_bytes(content)


def _events(
    draw: random.Random, authors: list[str], count: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    now = milliseconds(datetime.now(UTC))
    version = a_version(A_REF).model_dump(mode="json")
    for number in range(count):
        ulid = _ulid(now - (count - number) * _APART, draw)
        topics = draw.sample(TOPICS, 3)
        shared_model = f"{ulid}.{draw.choice(authors)}"
        event = SharedModelEvent.model_validate(
            {
                "id": shared_model,
                "kind": "shared",
                "shared_model": shared_model,
                "to_app": draw.choice(("Studio", "Canvas")),
                "note": f"Look at {topics[2]} before the meeting in week {number % 52}, please.",
                "version": {
                    **version,
                    "source": draw.choice(SOURCES),
                    "title": f"{topics[0]}-{topics[1]}-{number} / lightgbm-{number % 50}",
                    "target": topics[1],
                },
            }
        )
        yield ulid, event.model_dump(mode="json")


def _ulid(moment: int, draw: random.Random) -> str:
    number = moment << 80 | draw.getrandbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def load() -> str:
    """How busy the machine is: what is measured on a busy one says little."""
    return f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
