"""``jupyter canvas-share export``"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from ..model.text import visible
from .settings import add_command, load_settings

_EXAMPLES = """\
  jupyter canvas-share export 01KAGC7M5V2X7T4Z0Q8W3E6R9Y.ada churn.canvasmodel
  jupyter canvas-share export churn-1/lightgbm-1 churn.canvasmodel
"""


def add_to(commands: Any) -> None:
    parser = add_command(
        commands,
        "export",
        help="write a shared model, or one you trained, to a .canvasmodel file",
        description="""\
Write the bundle of a shared model's current version, or of a candidate that was trained here, to a
file. It is checked first; the file appears whole or not at all.""",
        examples=_EXAMPLES,
    )
    parser.add_argument(
        "id", metavar="ID", help="a shared model's id, or JOB/CANDIDATE of a model trained here"
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the .canvasmodel file to write")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.set_defaults(run=lambda options: asyncio.run(_run(options)))


async def _run(options: argparse.Namespace) -> int:
    from ..services.exporting import export_own, export_shared
    from .session import own_models, running_exchange, running_workers

    app = load_settings(options)
    target = options.file.absolute()
    job, slash, candidate = options.id.partition("/")
    async with running_workers() as workers:
        if slash:
            done = await export_own(
                own_models(app), workers, f"{job}~{candidate}", target, force=options.force
            )
        else:
            async with running_exchange(app) as exchange:
                done = await export_shared(
                    exchange, workers, options.id, target, force=options.force
                )
    print(f"{visible(done.title)}: {done.size:,} bytes in {options.file}")
    return 0
