"""A worker process: one order a line on standard input, one answer a line on standard output.

``python -m jupyterlab_canvas_share.autopilot.worker <work folder> <candidates folder>``

It ends when its input ends, even in the middle of a fit: no worker outlives its job.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from pathlib import Path
from queue import SimpleQueue
from typing import TextIO

from .memory import OUT_OF_MEMORY, WORKER_SHARE, is_out_of_memory, limit_memory
from .schedule import Answer, Assignment, Order, Result, Trial, failed, too_slow


def _read_lines(lines: SimpleQueue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


def _result_stream() -> TextIO:
    """The pipe to the job, and nothing else in it: what libraries print goes to the log."""
    pipe = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(pipe, "w", buffering=1, encoding="utf-8")


def main(work_path: Path, candidates: Path) -> None:
    limit_memory(WORKER_SHARE)
    results = _result_stream()
    lines: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_read_lines, args=(lines,), daemon=True).start()
    from .warm import warm_up

    warm_up()
    answer = Answer()
    while True:
        results.write(answer.model_dump_json() + "\n")
        order = Order.model_validate_json(lines.get())
        answer = Answer(result=_result(order, work_path, candidates))


def _result(order: Order, work_path: Path, candidates: Path) -> Result:
    from .explaining import run_explain
    from .task import Work
    from .trainers.base import OutOfTime
    from .trial import run_trial

    assignment, work, started = order.assignment, Work(work_path), time.monotonic()
    folder = candidates / assignment.candidate
    try:
        if isinstance(assignment, Trial):
            return run_trial(work, assignment, folder, order.seconds)
        return run_explain(work, assignment, folder)
    except OutOfTime:
        return too_slow(order, time.monotonic() - started)
    except Exception as error:
        # whatever a library raises, the other candidates go on
        traceback.print_exc()
        reason = OUT_OF_MEMORY if is_out_of_memory(error) else _sentence(assignment, error)
    return failed(assignment, reason, time.monotonic() - started)


def _sentence(assignment: Assignment, error: Exception) -> str:
    text = str(error).strip().splitlines()
    first = text[0][:300].rstrip(".") if text else type(error).__name__
    if isinstance(assignment, Trial):
        what = "This algorithm could not be trained on the data"
    else:
        what = "This model could not be explained"
    return f"{what}: {first}. The training log has more."


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
