"""A bucket with some keys, and a proxy in front of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyterlab_canvas_share.exchange.keys import MailName

from .exchange_fixtures import KEYS
from .s3_faults import Proxy, serve_faults
from .s3_fixtures import Seaweed

BOX = KEYS.mailbox("bob")
OBJECT = KEYS.object("alice", f"{'0' * 26}.alice", "0" * 32)


def mail(number: int) -> str:
    return KEYS.mail("bob", MailName(f"{number:026}", "ab" * 32, "alice"))


@pytest.fixture
def proxy(seaweed: Seaweed) -> Iterator[Proxy]:
    with serve_faults(seaweed.endpoint) as made:
        yield made


@pytest.fixture
def url(seaweed: Seaweed) -> str:
    return f"s3://{seaweed.bucket()}/a/prefix"
