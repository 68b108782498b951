"""``jupyter canvas-share doctor``"""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .settings import add_command, load_settings


def add_to(commands: Any) -> None:
    parser = add_command(
        commands,
        "doctor",
        help="check the store, identity, clock and rights, and say how to put each right",
        description="""\
Check what this account's server needs to share: versions, identity, the disk of the index, the
store, its clock, and rights, by trying what the store must refuse. One line for each check; what is
wrong comes with what to do about it.

Objects are written and deleted below your own profile. A store that allows what it must refuse is
also written to elsewhere; that is deleted again. Nothing is registered and nothing is sent.""",
    )
    parser.set_defaults(run=lambda options: asyncio.run(_run(options)))


async def _run(options: argparse.Namespace) -> int:
    from ..services.doctor import Setup, examine
    from ..wiring import cache_folder, configured_store

    app = load_settings(options)
    setup = Setup(
        user_profile=app.user_profile,
        domain=app.domain,
        store=app.store,
        cache_dir=cache_folder(app),
        open_store=lambda: configured_store(app),
    )
    problems = 0
    advised: set[str] = set()
    with _silent_log():
        async for check in examine(setup):
            print(f"{check.level:<8} {check.topic}: {check.message}", flush=True)
            if check.fix:
                print(f"{'':<8} -> {'as above' if check.fix in advised else check.fix}")
                advised.add(check.fix)
            problems += check.level == "problem"
    return 1 if problems else 0


@contextmanager
def _silent_log() -> Iterator[None]:
    """What a check finds is in its line. The process may be somebody else's, so it ends again."""
    logger = logging.getLogger("jupyterlab_canvas_share")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
