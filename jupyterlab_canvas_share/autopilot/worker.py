"""A worker process: one trial a line on standard input, one result a line on standard output.

``python -m jupyterlab_canvas_share.autopilot.worker <work folder> <candidates folder>``

It ends when its input ends, even in the middle of a fit: no worker outlives its job.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from pathlib import Path
from queue import SimpleQueue
from typing import TextIO


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
    results = _result_stream()
    lines: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_read_lines, args=(lines,), daemon=True).start()
    from .schedule import Trial, TrialResult
    from .task import Work
    from .trial import run_trial
    from .warm import warm_up

    warm_up()
    while True:
        trial = Trial.model_validate_json(lines.get())
        folder = candidates / trial.candidate
        try:
            result = run_trial(Work(work_path), trial, folder)
        except Exception as error:
            # whatever a library raises, the other candidates go on
            traceback.print_exc()
            result = TrialResult(candidate=trial.candidate, failure_reason=_sentence(error))
        results.write(result.model_dump_json() + "\n")


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "The machine ran out of memory. Train on fewer rows or columns."
    text = str(error).strip().splitlines()
    first = text[0][:300].rstrip(".") if text else type(error).__name__
    return f"This algorithm could not be trained on the data: {first}. The training log has more."


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
