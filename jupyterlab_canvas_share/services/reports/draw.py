"""Drawing a report in a process of its own: ``python -m …services.reports.draw``.

A drawing library that meets something it does not expect may end its process; that must not be the
server, and a report may be of a stranger's model. The task is JSON on standard input, the report
comes out of standard output. Argument: the memory limit in bytes.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from asyncio.subprocess import PIPE

from ...autopilot.memory import limit_bytes, says_out_of_memory
from ...bundle.environment import without_secrets
from ...model.base import Frozen
from ...model.bundle import BundleContents
from ...model.details import ReportName
from ...model.errors import Unavailable
from .origin import Origin

#: A large report takes a few.
_SECONDS = 120
#: A report takes a third of it.
_BYTES = 2 << 30


class Drawing(Frozen):
    """What is to be drawn."""

    report: ReportName
    contents: BundleContents
    origin: Origin


async def draw(task: bytes, memory_limit: int = _BYTES) -> bytes:
    """The report that a ``Drawing``, as JSON, asks for. Raises Unavailable ``report_memory`` where
    it takes more than ``memory_limit`` bytes, else ``report_failed``."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        __name__,
        str(memory_limit),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=without_secrets(),
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            report, said = await process.communicate(task)
    except TimeoutError:
        report = said = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode and says_out_of_memory(said.decode(errors="replace")):
        raise Unavailable(
            f"Drawing this report takes more than the {memory_limit / (1 << 30):.2g} GB of memory "
            "that it may have. Its JSON reports, statistics.json and analysis.json, hold the same "
            "figures.",
            code="report_memory",
            details={"limit": memory_limit},
        )
    if process.returncode or not report:
        raise Unavailable(
            "This report could not be drawn. Its JSON reports, statistics.json and analysis.json, "
            "hold the same figures.",
            code="report_failed",
        )
    return report


def main() -> None:
    os.nice(10)
    limit_bytes(int(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    task = Drawing.model_validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(_drawn(task))


def _drawn(task: Drawing) -> bytes:
    from .document import document

    said = document(task.contents, task.origin)
    if task.report == "performance.html":
        from .html import html

        return html(said).encode()
    from .pdf import pdf

    return pdf(said)


if __name__ == "__main__":
    main()
