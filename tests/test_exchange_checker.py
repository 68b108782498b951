"""People share at random while stores fail, servers die and others forge; then every mailbox and
every index is compared with what must be there."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.model.errors import Unavailable

from .checker_fixtures import SPEED, FastLoop, Fault
from .checker_model import Truth, acknowledged
from .checker_people import MALLORY, NAMES, Circle, Server
from .checker_steps import STEPS, Step

#: Of an SQLite file, in bytes.
_PAGE = 4096
#: A run that takes so long, in real seconds times SPEED, is stuck.
_HANGS = 30 * SPEED


async def _take(circle: Circle, step: Step) -> None:  # noqa: PLR0912 (one branch a step)
    what, rest = step[0], step[1:]
    circle.tally["steps"] += 1
    if what == "wait":
        await asyncio.sleep(rest[0])
        return
    if what == "attack":
        way, reader, by, which = rest
        circle.tally["attacks"] += 1
        await circle.attack(way, NAMES[reader], (*NAMES, MALLORY)[by], which)
        return
    if what == "repeat":
        if circle.intents:
            await circle.begin(circle.intents[rest[0] % len(circle.intents)])
        return
    who, slot, rest = rest[0], rest[1], rest[2:]
    server = circle.servers[NAMES[who], slot]
    if what in ("share", "follow up"):
        await _awake(circle, server)
    if what == "share":
        intent = circle.intend(server.name, slot, "shared", [NAMES[each] for each in rest[0]])
        if not intent.recipients:
            circle.intents.remove(intent)
            return
        await _wait_or_not(circle.begin(intent), rest[1])
    elif what == "follow up":
        kind, which, added, wait = rest
        found = await circle.follow_up(
            kind, server, slot, which, [NAMES[each] for each in added if each != who]
        )
        if found is not None:
            await _wait_or_not(circle.begin(found), wait)
    elif what == "fault":
        call, effect, after, times, where = rest
        server.faults.armed.append(Fault(call, effect, after, times, where))
    elif what == "lag":
        server.faults.lag = rest[0]
    elif what == "clock":
        server.faults.clock = timedelta(seconds=rest[0])
    elif what == "stop":
        await circle.stop(server)
    elif what == "restart":
        await circle.stop(server)
        damage(server.path, *rest[:2])
        if rest[2]:
            server.faults.armed.append(Fault(*rest[2]))
        await circle.start(server)


async def _awake(circle: Circle, server: Server) -> None:
    """Whoever wants something from a server that is dead or off starts it."""
    if server.faults.dead:
        await circle.stop(server)
    await circle.start(server)


async def _wait_or_not(task: asyncio.Task[None], wait: bool) -> None:
    if wait:
        await task
    else:
        await asyncio.sleep(0)


def damage(path: Path, how: str, position: int) -> None:
    if how == "kept" or not path.exists():
        return
    if how == "lost":
        for file in path.parent.glob(f"{path.stem}.*"):
            file.unlink()
    elif how == "cut":
        pages = path.stat().st_size // _PAGE
        os.truncate(path, position % pages * _PAGE)
    elif how == "overwritten":
        with path.open("r+b") as index:
            index.seek(position % path.stat().st_size // _PAGE * _PAGE)
            index.write(bytes(_PAGE))


async def run(circle: Circle, steps: Sequence[Step]) -> None:
    """Take the steps, let everything heal, and compare."""
    try:
        for name in NAMES:
            await circle.start(circle.servers[name, 0])
        for step in steps:
            await _take(circle, step)
        await circle.settled()
        for server in circle.servers.values():
            await circle.stop(server)
            server.faults.heal()
        await _restart_and_compare(circle)
        for name in NAMES:
            server = circle.servers[name, 0]
            await circle.stop(server)
            damage(server.path, "lost", 0)
        # an index is a cache: without it the same is seen
        await _restart_and_compare(circle)
    finally:
        for server in circle.servers.values():
            await circle.stop(server)


async def _restart_and_compare(circle: Circle) -> None:
    for _ in NAMES:
        try:
            # the first round finishes what was left undone, the second reads what that brought
            await _restart(circle)
            await _compare(circle, await _restart(circle))
        except Unavailable as error:
            # that a file is damaged may be noticed only now
            if error.code != "index_rebuilding":
                raise
        else:
            return
    raise AssertionError("the indexes break again and again")


async def _restart(circle: Circle) -> dict[str, Exchange]:
    exchanges = {}
    for name in NAMES:
        server = circle.servers[name, 0]
        await circle.stop(server)
        await circle.start(server)
        assert server.exchange is not None
        exchanges[name] = server.exchange
    for exchange in exchanges.values():
        await exchange.synced()
        await exchange.finish()
    return exchanges


async def _compare(circle: Circle, exchanges: dict[str, Exchange]) -> None:
    truth = Truth(circle)
    await truth.read()
    truth.check_delivery()
    for name, exchange in exchanges.items():
        await truth.check_reader(name, exchange)
        for slot in range(2):
            for life in circle.servers[name, slot].lives:
                truth.check_announcements(name, life)
    await truth.check_objects(exchanges, circle.folder)
    circle.tally["acknowledged"] = acknowledged(circle.intents)


def check(
    folder: Callable[[], Path],
    open_store: Callable[[Path], ObjectStore],
    litter: Callable[[Path, str], None],
    examples: int,
) -> Counter[str]:
    """Many runs; what was done in them."""
    tally: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        # the same few runs at every commit, and others each time where there are many
        derandomize=examples < 100,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(STEPS)
    def runs(steps: list[Step]) -> None:
        place = folder()
        circle = Circle(place, lambda: open_store(place), lambda prefix: litter(place, prefix))
        with asyncio.Runner(loop_factory=FastLoop) as runner:
            runner.run(asyncio.wait_for(run(circle, steps), _HANGS))
        tally.update(circle.tally)

    runs()
    return tally


def _folder_store(place: Path) -> ObjectStore:
    return FolderStore(place / "store")


def _litter(place: Path, prefix: str) -> None:
    folder = place / "store" / prefix
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("not a key.json", "..%2f.json", secrets.token_hex(4)):
        (folder / name).write_text("{}")


@pytest.mark.timeout(1800)
def test_nothing_is_lost_doubled_or_leaked_on_a_folder(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = check(
        lambda: tmp_path_factory.mktemp("circle"),
        _folder_store,
        _litter,
        max(1, settings().max_examples // 20),
    )
    with capsys.disabled():
        print(f"\nthe checker on a folder: {dict(tally)}")
    assert tally["acknowledged"] > tally["steps"] / 10, "most of it must get through"
