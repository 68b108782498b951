"""Several people's servers in one process, each of which can be made to meet a fault."""

from __future__ import annotations

from pathlib import Path

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore

from .checker_fixtures import Faults, FaultyStore, Wire
from .exchange_fixtures import KEYS, MODEL


class People:
    """Servers on one folder, each with its own faults, in one process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = folder / "model"
        self.model.write_bytes(MODEL)
        self.wire = Wire()
        self.faults: dict[str, Faults] = {}
        self.running: set[Exchange] = set()

    async def start(self, name: str, index: str = "") -> Exchange:
        faults = self.faults.setdefault(name, Faults())
        store = FaultyStore(FolderStore(self.folder / "store"), faults, self.wire)
        exchange = Exchange(store, KEYS.domain, name, self.path(name, index))
        await exchange.start()
        self.running.add(exchange)
        return exchange

    async def stop(self, exchange: Exchange) -> None:
        self.running.remove(exchange)
        await exchange.stop()

    def path(self, name: str, index: str = "") -> Path:
        return self.folder / f"{name}{index}.sqlite"

    def received(self, reader: str) -> int:
        mailbox = self.folder / "store" / KEYS.mailbox(reader)
        return sum(path.name.split(".")[2] != reader for path in mailbox.glob("*.json"))

    async def __aenter__(self) -> People:
        return self

    async def __aexit__(self, *_: object) -> None:
        for exchange in list(self.running):
            await self.stop(exchange)
