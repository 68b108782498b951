"""What the tests of bad input share: a model trained once, people on a store, what lies there."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jupyterlab_canvas_share.exchange.directory import Directory
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore

from .exchange_fixtures import KEYS, profile
from .once import made_once
from .servers import Answer, Server, running
from .trained import with_job

SCIENTIST, ANALYST = "data-scientist", "analyst"


def register(store: Path, names: Iterable[str], *apps: str) -> None:
    """Make profiles known on the store without a server of theirs."""

    async def write() -> None:
        directory = Directory(FolderStore(store), KEYS)
        for name in names:
            await directory.register(profile(name, *apps))

    # a loop of its own, in a thread of its own: pytest-jupyter has one in this
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(write())).result()


def _share_once(home: Path) -> None:
    """A data scientist's files and a store on which one model is shared with the analyst, whose
    server was never there."""
    register(home / "store", [ANALYST])
    with running(with_job(home / "scientist"), home / "store", SCIENTIST) as scientist:
        answer = share(scientist, ANALYST)
        assert answer.status == 201, answer
    shutil.rmtree(home / "scientist" / "cache")


def copied(folder: Path) -> Path:
    """The scientist's files and the store, for servers of one's own: ``folder`` has ``scientist``
    and ``store`` in it."""
    return shutil.copytree(made_once("one-share", _share_once), folder, dirs_exist_ok=True)


def candidates(server: Server, job: str = "churn") -> list[Any]:
    """Best first."""
    found: list[Any] = server.get(f"/jobs/{job}/candidates")["items"]
    return found


def share(
    server: Server, *recipients: str, model: str = "", note: str = "", request: str = "request-0"
) -> Answer:
    """POST /shared-models, of the best model of the job ``churn`` unless one is named."""
    body = {
        "source": "autopilot",
        "model_id": model or candidates(server)[0]["model_id"],
        "recipients": recipients,
        "note": note,
        "request": request,
    }
    return server.call("POST", "/shared-models", body)


def domain(home: Path) -> Path:
    return home / "store" / "domains" / "default"


def mail(home: Path, reader: str, author: str = SCIENTIST) -> list[Path]:
    """The events, or in the author's own mailbox the records."""
    return sorted((domain(home) / "mailboxes" / reader).glob(f"*.{author}.json"))


def travelled(home: Path) -> list[Path]:
    """Every event, record and object, unfinished files too."""
    folders = (domain(home) / name for name in ("mailboxes", "objects"))
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def flip(path: Path, position: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[position] ^= 1
    path.write_bytes(raw)


def assert_refused(answer: Answer, status: int, code: str, *words: str) -> None:
    """A refusal with its stable code, whose message has every one of ``words`` in it."""
    assert (answer.status, answer.body["code"]) == (status, code), answer
    for word in words:
        assert word in answer.body["message"]
