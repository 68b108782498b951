"""Generated notebooks: what other people call their columns is never code, and what lies where they
are written is neither waited for nor written over."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from typing import Any

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from jupyterlab_canvas_share.autopilot.folder import DataProfile, JobFolder, write_json
from jupyterlab_canvas_share.autopilot.notebooks import FOLDER, write_notebook
from jupyterlab_canvas_share.autopilot.reading import job_of
from jupyterlab_canvas_share.model.errors import Refused
from jupyterlab_canvas_share.model.inputs import InputColumn
from jupyterlab_canvas_share.model.jobs import AutoMLJob

from .job_fixtures import job_folder

KIND = "data-exploration"
#: Names that want to be the next line of a cell, a magic, a shell command, help, or markup.
NAMES = (
    "')\nimport os; os.system('touch pwned')\n('",
    "\r!touch pwned",
    "\x0c%%bash\x0ctouch pwned",
    "\u2028!touch pwned\u2028",
    "\x85%run evil.py",
    "os?",
    "\\",
    "'''\"\"\"",
    "{open('pwned', 'w')}",
    "$HOME {HOME} %s",
    "x'); get_ipython().system('touch pwned'); ('",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "# heading\n\n<script>alert(1)</script>",
    "$\\href{javascript:alert(1)}{x}$ `code` **bold** <!-- -->",
    "data-commandlinker-command",
    "\u202efdp.exe",
    "statistic",
    "column",
)


def described(folder: JobFolder, root: Path) -> dict[str, Any]:
    columns = tuple(
        InputColumn(
            name=name,
            type="Categorical",
            missing=0,
            unique=2,
            use="dropped" if number % 2 else "feature",
            reason=name if number % 2 else None,
            warnings=(name,),
        )
        for number, name in enumerate(NAMES)
    )
    write_json(folder.data_profile, DataProfile(rows=600, columns=columns))
    found = write_notebook(folder, job(folder), KIND, root)
    return dict(json.loads((root / found.path).read_text()))


def job(folder: JobFolder) -> AutoMLJob:
    update = {"target": NAMES[0], "input_path": NAMES[12], "positive_class": NAMES[13]}
    return job_of(folder, False).model_copy(update=update)


def facts(path: Path) -> tuple[int, int, int]:
    found = path.lstat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def test_a_name_is_a_name_in_every_cell_of_code(tmp_path: Path) -> None:
    """Also after IPython looked for magics, line by line as it cuts lines."""
    made = described(job_folder(tmp_path / "jobs", "left"), tmp_path)
    names = []
    for cell in made["cells"]:
        if cell["cell_type"] != "code":
            continue
        transformed = TransformerManager().transform_cell(cell["source"])
        assert "get_ipython" not in transformed.replace(repr(NAMES[10]), "")
        for node in ast.walk(ast.parse(transformed)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr != "system"
                if node.func.attr == "distribution":
                    names.append(ast.literal_eval(node.args[0]))
    shown = [name for number, name in enumerate(NAMES) if number % 2 == 0][:12]
    assert names == [NAMES[0], *shown]


def test_a_name_is_a_name_in_every_cell_of_words(tmp_path: Path) -> None:
    made = described(job_folder(tmp_path / "jobs", "left"), tmp_path)
    words = "\n".join(cell["source"] for cell in made["cells"] if cell["cell_type"] == "markdown")
    for mark in ("<", "](", "javascript:", "$", "\\", "commandlinker-"):
        assert mark not in words, mark
    assert "\n# heading" not in words
    assert "&#60;img" in words


def test_a_column_that_polars_has_a_use_for_is_described(tmp_path: Path) -> None:
    made = described(job_folder(tmp_path / "jobs", "left"), tmp_path)
    (cell,) = [c["source"] for c in made["cells"] if c["source"].endswith(".describe()")]
    import polars as pl

    found = eval(cell, {"table": pl.DataFrame({"statistic": [1, 2], "column": [3, 4]})})  # noqa: S307
    assert found.height > 5


@pytest.mark.parametrize(
    "there",
    [
        "[]",
        "{}",
        '{"cells": null, "metadata": []}',
        '{"cells": [], "metadata": null}',
        '{"cells": [], "metadata": {"canvas_share": []}}',
        '{"cells": [{"cell_type": "code", "source": 5}]}',
        '{"cells": [null]}',
        '{"cells": ' + "[" * 100_000,
        "pipe",
        "folder",
        "link",
    ],
    ids=lambda text: text[:40],
)
def test_what_lies_there_already_stays(tmp_path: Path, there: str) -> None:
    folder = job_folder(tmp_path / "jobs", "left")
    write_json(folder.data_profile, DataProfile(rows=600, columns=()))
    root, secret = tmp_path / "root", tmp_path / "secret"
    place = root / FOLDER / "left" / "SageMakerAutopilotDataExplorationNotebook.ipynb"
    place.parent.mkdir(parents=True)
    secret.write_text("mine")
    if there == "pipe":
        os.mkfifo(place)
    elif there == "folder":
        place.mkdir()
    elif there == "link":
        place.symlink_to(secret)
    else:
        place.write_text(there)
    before = facts(place)
    found = write_notebook(folder, job_of(folder, False), KIND, root)
    assert found.path.endswith("Notebook-2.ipynb")
    assert facts(place) == before
    assert secret.read_text() == "mine"


def test_nothing_is_made_where_a_link_leads_out_of_the_root(tmp_path: Path) -> None:
    folder = job_folder(tmp_path / "jobs", "left")
    write_json(folder.data_profile, DataProfile(rows=600, columns=()))
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / FOLDER).symlink_to(outside)
    with pytest.raises(Refused):
        write_notebook(folder, job_of(folder, False), KIND, root)
    assert list(outside.iterdir()) == []
