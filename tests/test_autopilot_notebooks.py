"""The notebooks of a job: written once, never over an edited one, and they run."""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient

from jupyterlab_canvas_share.autopilot.folder import DataProfile, JobFolder, write_json
from jupyterlab_canvas_share.autopilot.jobs import Jobs
from jupyterlab_canvas_share.autopilot.notebooks import write_notebook
from jupyterlab_canvas_share.autopilot.reading import job_of
from jupyterlab_canvas_share.model.errors import Conflict, NotFound, Refused
from jupyterlab_canvas_share.model.inputs import InputColumn
from jupyterlab_canvas_share.notebook import automl

from .autopilot_fixtures import Finished, train
from .job_fixtures import job_folder

EXPLORATION, DEFINITION = "data-exploration", "candidate-definition"
NASTY = "a'b\"\\ <img src=x onerror=alert(1)> $x$ | `y`"


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A small experiment: a linear model, LightGBM and their ensemble."""
    root = tmp_path_factory.mktemp("leaving")
    draw = random.Random(3)  # noqa: S311 - the same table each time
    table = {
        "tenure": [draw.randint(0, 72) for _ in range(600)],
        NASTY: [draw.choice(["monthly", "yearly", None]) for _ in range(600)],
        "constant": ["same"] * 600,
        "since": [f"20{draw.randint(10, 25)}-0{draw.randint(1, 9)}-1{k % 10}" for k in range(600)],
    }
    table["left"] = ["Yes" if t + draw.gauss(0, 20) < 30 else "No" for t in table["tenure"]]
    pl.DataFrame(table).write_csv(root / "people.csv")
    request = {"name": "leaving", "input_path": "people.csv", "target": "left"}
    chosen = {"algorithms": ("linear-learner", "lightgbm"), "max_candidates": 3}
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(
            lambda: asyncio.run(
                train(root, root / "data" / "jobs", mode="ENSEMBLING", **request, **chosen)
            )
        ).result()


def sources(path: Path) -> str:
    return "\n".join(cell["source"] for cell in json.loads(path.read_text())["cells"])


def run(path: Path) -> Any:
    """Run a notebook where it lies, as JupyterLab does; answers it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}
    )
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(client.execute).result()


def shown(notebook: Any) -> str:
    return json.dumps([cell.get("outputs", []) for cell in notebook.cells])


@pytest.mark.parametrize("kind", [EXPLORATION, DEFINITION])
async def test_a_notebook_is_a_notebook(leaving: Finished, kind: str) -> None:
    file = await leaving.jobs.notebook("leaving", kind)
    name = "DataExploration" if kind == EXPLORATION else "CandidateDefinition"
    assert file.path == f"autopilot-notebooks/leaving/SageMakerAutopilot{name}Notebook.ipynb"
    path = leaving.root / file.path
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            compile(cell.source, "cell", "exec")
        else:
            # names are words in what is told, never markup
            assert "<img" not in cell.source
            assert "$x$" not in cell.source


async def test_what_was_seen_and_made_is_told(leaving: Finished) -> None:
    seen = sources(leaving.root / (await leaving.jobs.notebook("leaving", EXPLORATION)).path)
    assert "- **constant**: " in seen
    assert "positive one is **Yes**" in seen
    made = sources(leaving.root / (await leaving.jobs.notebook("leaving", DEFINITION)).path)
    for candidate in leaving.candidates:
        assert f"experiment.hyperparameters('{candidate.name}')" in made
    again = next(c.name for c in leaving.candidates if c.algorithm != "WeightedEnsemble")
    assert f"experiment.train('{again}')" in made


async def test_the_exploration_runs_from_top_to_bottom(leaving: Finished) -> None:
    path = leaving.root / (await leaving.jobs.notebook("leaving", EXPLORATION)).path
    notebook = run(path)
    said = shown(notebook)
    assert "600 rows, 5 columns" in said
    charts = [
        output["data"]["application/vnd.vegalite.v5+json"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "application/vnd.vegalite.v5+json" in output.get("data", {})
    ]
    assert len(charts) == 4  # the target and three columns
    # "container" would grow an output for ever and stop JupyterLab
    assert {chart["width"] for chart in charts} == {480}


@pytest.mark.long
async def test_the_definition_runs_from_top_to_bottom(leaving: Finished) -> None:
    path = leaving.root / (await leaving.jobs.notebook("leaving", DEFINITION)).path
    said = shown(run(path))
    assert "mean_abs_shap" in said
    assert "probability of Yes" in said
    assert " now, " in said


async def test_an_edited_notebook_stays(leaving: Finished, tmp_path: Path) -> None:
    folder = JobFolder(leaving.folder)
    job = job_of(folder, False)

    def write() -> Path:
        return tmp_path / write_notebook(folder, job, EXPLORATION, tmp_path).path

    first = write()
    text = first.read_text()
    assert write() == first
    run_once = json.loads(text)
    run_once["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "5"}]
    first.write_text(json.dumps(run_once))
    # run, but it says the same: this is the one to open
    assert write() == first
    edited = json.loads(text)
    edited["cells"][0]["source"] = "# My own thoughts"
    first.write_text(json.dumps(edited))
    second = write()
    assert second.name == f"{first.stem}-2.ipynb"
    assert write() == second
    assert json.loads(first.read_text())["cells"][0]["source"] == "# My own thoughts"
    first.write_bytes(b"\xff not a notebook")
    assert write() == second
    # one that an earlier state of the job made, and nobody touched, is replaced
    renamed = job.model_copy(update={"positive_class": "No"})
    assert write_notebook(folder, renamed, EXPLORATION, tmp_path).path.endswith(second.name)
    assert "**No**" in sources(second)


async def test_a_job_that_has_nothing_to_tell_has_no_notebook(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs", tmp_path)
    folder = job_folder(tmp_path / "jobs", "left")
    for kind in (EXPLORATION, DEFINITION):
        with pytest.raises(Conflict) as refused:
            await jobs.notebook("left", kind)
        assert refused.value.code == "notebook_not_ready"
    with pytest.raises(NotFound) as unknown:
        await jobs.notebook("left", "../../etc")
    assert unknown.value.code == "no_such_notebook"
    with pytest.raises(NotFound) as nobody:
        await jobs.notebook("right", EXPLORATION)
    assert nobody.value.code == "no_such_job"
    column = InputColumn(name="left", type="Categorical", missing=0, unique=2, use="target")
    write_json(folder.data_profile, DataProfile(rows=600, columns=(column,)))
    assert (tmp_path / (await jobs.notebook("left", EXPLORATION)).path).is_file()


async def test_nothing_is_written_outside_of_the_root(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "autopilot-notebooks").symlink_to(outside)
    folder = job_folder(tmp_path / "jobs", "left")
    write_json(folder.data_profile, DataProfile(rows=600, columns=()))
    with pytest.raises(Refused) as refused:
        await Jobs(tmp_path / "jobs", root).notebook("left", EXPLORATION)
    assert refused.value.code == "notebook_not_written"
    assert list(outside.rglob("*.ipynb")) == []


@pytest.mark.parametrize("candidate", ["lightgbm-1", "linear-learner-1"])
def test_a_candidate_trained_again_is_the_same(leaving: Finished, candidate: str) -> None:
    experiment = automl.open_experiment(leaving.folder)
    trained = experiment.train(candidate)
    listed = experiment.candidates().filter(pl.col("candidate") == candidate)
    assert trained.objective_value == listed["value"][0]
    made = trained.path
    assert made.is_file()
    predicted = trained.predict(experiment.table().head(5))
    assert predicted.columns == ["predicted", "probability of No", "probability of Yes"]
    assert predicted["probability of No"].to_list() == pytest.approx(
        (1 - predicted["probability of Yes"]).to_list()
    )
    # nothing is left behind by somebody who trains again and again
    del trained
    assert not made.parent.exists()


def test_a_candidate_is_trained_with_other_hyperparameters(
    leaving: Finished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = automl.open_experiment(leaving.folder)
    trained = experiment.train("lightgbm-1", num_leaves=3)
    assert trained.hyperparameters()["num_leaves"] == 3
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Refused) as unknown:
        experiment.train("lightgbm-1", leaves=3)
    assert list(tmp_path.iterdir()) == []
    assert unknown.value.code == "unknown_hyperparameter"
    ensemble = next(c for c in leaving.candidates if c.algorithm == "WeightedEnsemble")
    with pytest.raises(Refused) as refused:
        experiment.train(ensemble.name)
    assert refused.value.code == "not_trained_alone"
    with pytest.raises(NotFound):
        experiment.train("lightgbm-99")
    with pytest.raises(NotFound):
        automl.open_experiment(leaving.folder / "nowhere")
