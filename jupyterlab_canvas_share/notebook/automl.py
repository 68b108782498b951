"""An Autopilot experiment in a notebook: what it read, what it trained, and train it again.

::

    from jupyterlab_canvas_share.notebook import automl

    experiment = automl.open_experiment(folder)
    experiment.candidates()
    trained = experiment.train("lightgbm-1")
    trained.predict(experiment.table())

Tables are Polars data frames. Nothing here changes the experiment.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..autopilot.folder import DataProfile, JobFolder, read_json
from ..autopilot.reading import candidates_of, job_of
from ..autopilot.retrain import no_model
from ..autopilot.schedule import TrialResult
from ..model.errors import NotFound
from ..model.metrics import Metric
from .distributions import Picture, distribution

if TYPE_CHECKING:
    import polars as pl

    from ..bundle.predictor import Predictor
    from ..model.jobs import AutoMLJob


def open_experiment(folder: str | Path) -> Experiment:
    """The experiment in its folder. Raises NotFound ``no_such_job``."""
    found = JobFolder(Path(folder))
    if not found.job.is_file():
        raise NotFound(
            f"There is no experiment in {folder}. It was deleted, or this notebook was moved to "
            "another machine; generate it anew from the Autopilot job tab.",
            code="no_such_job",
        )
    return Experiment(found)


class Experiment:
    """One experiment; see the module."""

    def __init__(self, folder: JobFolder) -> None:
        self._folder = folder
        self._table: pl.DataFrame | None = None

    @property
    def job(self) -> AutoMLJob:
        """Everything that the Autopilot job tab tells."""
        return job_of(self._folder, None)

    def facts(self) -> pl.DataFrame:
        """The experiment in short: ``what``, ``value``."""
        job = self.job
        rows = [
            ("Experiment", job.name),
            ("Status", f"{job.status} ({job.secondary_status})"),
            ("Input", job.input_path),
            ("Target", job.target),
            ("Problem type", job.problem_type or ""),
            ("Objective", job.objective or ""),
            ("Positive class", job.positive_class or ""),
            ("Training method", f"{job.mode}: {job.mode_reason}"),
            ("Seed", str(job.request.seed)),
        ]
        if job.split is not None:
            split = job.split
            how = f"{split.folds} folds" if split.kind == "Folds" else split.kind
            rows.append(("Split", how))
            rows.append(("Rows to learn from", f"{split.train_rows:,}"))
            rows.append(("Rows held back", f"{split.validation_rows or split.train_rows:,}"))
        rows += [("Notice", notice) for notice in (*job.notices, *job.partial_failure_reasons)]
        return _frame(("what", "value"), [row for row in rows if row[1]])

    def table(self) -> pl.DataFrame:
        """The input as the training reads it: typed, and without rows that lack the target.

        Raises NotFound where the file is gone, Refused where it changed into something else."""
        from ..autopilot.inputs import load

        record = self._folder.record()
        return load(Path(record.root), record.request).frame

    def columns(self) -> pl.DataFrame:
        """Every column of the training rows: its type, and whether and why it is used."""
        profile = read_json(self._folder.data_profile, DataProfile)
        headings = ("column", "type", "use", "missing", "unique", "why", "warnings")
        return _frame(
            headings,
            [
                (c.name, c.type, c.use, c.missing, c.unique, c.reason, " ".join(c.warnings))
                for c in (profile.columns if profile else ())
            ],
        )

    def distribution(self, column: str) -> Picture:
        """How the values of a column of the input are spread. Raises as ``table``, and NotFound
        ``no_such_column``."""
        if self._table is None:
            self._table = self.table()
        if column not in self._table.columns:
            raise NotFound(f"The input has no column “{column}”.", code="no_such_column")
        return distribution(self._table[column])

    def candidates(self) -> pl.DataFrame:
        """All candidates, the best first."""
        return _frame(
            ("candidate", "algorithm", "status", "objective", "value", "seconds", "why"),
            [
                (
                    c.name,
                    c.algorithm,
                    c.status,
                    c.objective.name,
                    c.objective.value,
                    c.seconds,
                    c.failure_reason or c.not_shareable_reason or c.notice,
                )
                for c in candidates_of(self._folder, running=True)
            ],
        )

    def hyperparameters(self, candidate: str) -> pl.DataFrame:
        """``name``, ``value``. Raises NotFound ``no_such_model``."""
        found = self._result(candidate).hyperparameters
        return _frame(("name", "value"), [(name, str(value)) for name, value in found.items()])

    def metrics(self, candidate: str) -> pl.DataFrame:
        """``metric``, ``set``, ``value``, its deviation over folds, and the best constant answer's.
        Raises NotFound ``no_such_model``."""
        return _metrics(self._result(candidate).metrics)

    def features(self, candidate: str) -> pl.DataFrame:
        """What the model gets to see, and the column each feature comes from."""
        manifest = self._predictor(candidate).contents.manifest
        return _frame(
            ("feature", "column", "categories"),
            [(f.name, f.column, len(f.categories or ()) or None) for f in manifest.features],
        )

    def importance(self, candidate: str) -> pl.DataFrame:
        """Mean absolute SHAP value of each column, the largest first; empty where the explanation
        was not computed."""
        found = self._predictor(candidate).contents.explanations.attributions
        return _frame(
            ("column", "mean_abs_shap", "standard_error"),
            [(each.column, each.value, each.standard_error) for each in found],
        )

    def train(self, candidate: str, *, seconds: float = 300, **changes: Any) -> Trained:
        """Train a candidate again, with other hyperparameters where ``changes`` says so. Raises as
        ``autopilot.retrain.retrain``."""
        from ..autopilot.retrain import retrain

        target = Path(tempfile.mkdtemp(prefix="canvas-share-trained-"))
        try:
            return Trained(target, retrain(self._folder, candidate, changes, seconds, target))
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise

    def _result(self, candidate: str) -> TrialResult:
        path = self._folder.candidate(candidate) / "result.json"
        found = read_json(path, TrialResult)
        if found is None or found.gave_up:
            raise no_model(candidate)
        return found

    def _predictor(self, candidate: str) -> Predictor:
        from ..bundle.verify import open_bundle

        path = self._folder.candidate(candidate) / "bundle.canvasmodel"
        if not path.is_file():
            raise no_model(candidate)
        return open_bundle(path)


class Trained:
    """A candidate that was trained again. ``path`` is its model file, which is there as long as
    this object: copy it to keep it."""

    def __init__(self, folder: Path, result: TrialResult) -> None:
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.path = folder / "bundle.canvasmodel"
        self.objective_value = result.objective_value
        self._result = result

    def metrics(self) -> pl.DataFrame:
        """As ``Experiment.metrics``."""
        return _metrics(self._result.metrics)

    def hyperparameters(self) -> dict[str, Any]:
        return dict(self._result.hyperparameters)

    def predict(self, table: pl.DataFrame) -> pl.DataFrame:
        """The answers to a typed table, row by row: ``predicted``, and the probability of each
        class."""
        import polars as pl

        from ..bundle.verify import open_bundle

        predictor = open_bundle(self.path)
        predicted, scores = predictor.predict_frame(table)
        found = {
            f"probability of {name}": scores[:, number]
            for number, name in enumerate(predictor.contents.manifest.classes)
        }
        return pl.DataFrame({"predicted": predicted, **found})


def _metrics(found: tuple[Metric, ...]) -> pl.DataFrame:
    return _frame(
        ("metric", "set", "value", "deviation", "best_constant"),
        [(m.name, m.set, m.value, m.standard_deviation, m.best_constant) for m in found],
    )


def _frame(headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(rows, schema=list(headings), orient="row", infer_schema_length=None)
