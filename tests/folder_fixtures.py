"""A folder as a store, and keys in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.stores.folder import FolderStore

BOX = "domains/default/mailboxes/bob/"


def key(letter: str, box: str = BOX) -> str:
    return f"{box}01K9ZZZZZZZZZZZZZZZZZZZZZ{letter}.{'ab' * 32}.alice.json"


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")
