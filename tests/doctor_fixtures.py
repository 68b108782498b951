"""What the tests of ``jupyter canvas-share doctor`` share."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore

from .cli_fixtures import Ran
from .exchange_fixtures import profile


def lines(ran: Ran, level: str) -> list[str]:
    return [
        line.removeprefix(level).strip() for line in ran.out.splitlines() if line.startswith(level)
    ]


def fixes(ran: Ran) -> list[str]:
    return re.findall(r"^ +-> (.*)$", ran.out, re.MULTILINE)


@pytest.fixture
def settings(tmp_path: Path) -> list[str]:
    return [
        "doctor",
        "--user-profile",
        "alice",
        f"--CanvasShare.cache_dir={tmp_path / 'cache'}",
        "--store",
    ]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def register(root: Path, *names: str) -> None:
    async def run() -> None:
        exchange = Exchange(FolderStore(root), "default", "anybody", root.parent / "index")
        for name in names:
            await exchange.register(profile(name))

    asyncio.run(run())
