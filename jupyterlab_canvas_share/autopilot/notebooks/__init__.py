"""The notebooks of a job, written below the server's root folder."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from ...model.errors import Conflict, NotFound, Refused
from ...model.jobs import AutoMLJob
from ...model.notebooks import NotebookFile
from ..folder import DataProfile, JobFolder, read_json, write_text
from ..reading import candidates_of
from .candidates import candidate_definition
from .cells import has_same_sources, is_untouched, notebook, text_of
from .exploration import exploration

FOLDER = "autopilot-notebooks"
#: The kinds, each with SageMaker's name.
_NAMES = {
    "data-exploration": "SageMakerAutopilotDataExplorationNotebook",
    "candidate-definition": "SageMakerAutopilotCandidateDefinitionNotebook",
}


def write_notebook(folder: JobFolder, job: AutoMLJob, kind: str, root: Path) -> NotebookFile:
    """The notebook of that kind, written anew unless it is there already. One that somebody edited
    or ran stays; a new one is numbered.

    Raises NotFound ``no_such_notebook``; Conflict ``notebook_not_ready`` as long as the job has
    nothing to tell; Refused ``notebook_not_written`` where the folder cannot be written to."""
    if kind not in _NAMES:
        raise NotFound(
            f"There is no notebook “{kind[:80]}”; there are {', '.join(_NAMES)}.",
            code="no_such_notebook",
        )
    made = notebook(_cells(folder, job, kind))
    target = root / FOLDER / job.name
    try:
        if not target.resolve().is_relative_to(root.resolve()):
            raise Refused(
                f"The folder {FOLDER} leads out of the server's root folder, so no notebook is "
                "written there. Rename it.",
                code="notebook_not_written",
            )
        target.mkdir(parents=True, exist_ok=True)
        path = _place(target, _NAMES[kind], made)
    except OSError as error:
        raise Refused(
            f"The notebook could not be written to {FOLDER}/{job.name}: "
            f"{error.strerror or error}. Check that the server's root folder is writable.",
            code="notebook_not_written",
        ) from error
    return NotebookFile(path=path.relative_to(root).as_posix())


def _cells(folder: JobFolder, job: AutoMLJob, kind: str) -> list[dict[str, Any]]:
    setup = (
        "import polars as pl\n\n"
        "from jupyterlab_canvas_share.notebook import automl\n\n"
        "pl.Config.set_tbl_rows(100)\n"
        "pl.Config.set_fmt_str_lengths(300)\n"
        f"experiment = automl.open_experiment({str(folder.path)!r})"
    )
    if kind == "data-exploration":
        profile = read_json(folder.data_profile, DataProfile)
        if profile is None:
            raise _not_ready(job, "its data is analyzed")
        return exploration(job, profile, setup)
    found = candidates_of(folder, running=job.ended_at is None)
    completed = tuple(each for each in found if each.status == "Completed")
    if not completed:
        raise _not_ready(job, "a candidate is completed")
    return candidate_definition(job, completed, setup)


def _not_ready(job: AutoMLJob, what: str) -> Conflict:
    then = "It has ended without that." if job.ended_at else "Try again in a moment."
    return Conflict(
        f"The notebook of “{job.name}” can be made once {what}. {then}", code="notebook_not_ready"
    )


def _place(folder: Path, name: str, made: dict[str, Any]) -> Path:
    """The first of ``name``, ``name-2``, ... that says the same, may be replaced, or is free."""
    for number in count(1):
        path = folder / (f"{name}.ipynb" if number == 1 else f"{name}-{number}.ipynb")
        if path.exists() and not path.is_file():
            continue  # a pipe would be waited for
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            break
        except UnicodeDecodeError:
            continue
        if has_same_sources(text, made):
            return path
        if is_untouched(text):
            break
    write_text(path, text_of(made), mode=0o644)
    return path
