"""One candidate from fit to bundle: train, convert, check, measure, explain, write."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from ..bundle.session import open_session
from ..bundle.write import write_bundle
from ..model.bundle import BundleContents, GraphInput, Insights, MadeUpAnswers, Manifest, Parity
from ..model.metrics import Metric, direction
from . import convert, ensemble
from .explain import explain
from .folder import write_json
from .insights import classification_insights, regression_insights
from .metrics import metrics, objective_value
from .schedule import Trial, TrialResult
from .task import SPLITS, Task, Work
from .trainers.base import Attribution, Hyperparameters, Matrix, Scores
from .trainers.registry import trainer

#: Probabilities, or standard deviations of the target, that trainer and ONNX may differ by.
TOLERANCE = 1e-5
LATENCY_RUNS = 50


@dataclass(frozen=True)
class Trained:
    """A model and its own scores on every split, in the units of the target. ``graph`` writes
    the scores as they were learnt: see ``_finished``."""

    hyperparameters: Hyperparameters
    graph: onnx.ModelProto
    scores: dict[str, Scores]
    attribution: Callable[[Matrix], Attribution | None] | None


def run_trial(work: Work, trial: Trial, folder: Path) -> TrialResult:
    """Make one candidate: ``bundle.canvasmodel`` and ``result.json`` in ``folder``."""
    started = time.monotonic()
    task = work.task()
    matrices = {"train": work.matrix("train"), "validation": work.matrix("validation")}
    matrices["made_up"] = task.encode(task.made_up)
    trained = _combine(work, task, trial) if trial.members else _train(work, task, trial, matrices)
    graph = _finished(task, trained.graph)
    score = _scorer(graph)
    parity = check_parity(task, trained.scores, score, matrices)
    target = {split: work.target(split) for split in ("train", "validation")}
    found = (
        *metrics(
            task.problem_type, target["validation"], trained.scores["validation"], "Validation"
        ),
        *metrics(task.problem_type, target["train"], trained.scores["train"], "Train"),
    )
    contents = BundleContents(
        manifest=_manifest(task, trial, trained.hyperparameters),
        transforms=task.transforms,
        insights=_insights(task, found, target["validation"], trained.scores["validation"]),
        explanations=explain(task, trained.attribution, score, matrices["validation"]),
        parity=parity,
    )
    facts = write_bundle(folder / "bundle.canvasmodel", contents, graph)
    work.save_scores(trial.candidate, trained.scores)
    work.save_graph(trial.candidate, trained.graph.SerializeToString())
    reason = unshareable(parity)
    result = TrialResult(
        candidate=trial.candidate,
        objective_value=next(
            m.value for m in found if m.name == task.objective and m.set == "Validation"
        ),
        metrics=(*found, _latency(score, matrices["validation"])),
        shareable=reason is None,
        not_shareable_reason=reason,
        bundle_size=facts.size,
        bundle_sha256=facts.sha256,
        seconds=time.monotonic() - started,
    )
    write_json(folder / "result.json", result)
    return result


def _train(work: Work, task: Task, trial: Trial, matrices: dict[str, Matrix]) -> Trained:
    algorithm = trainer(trial.algorithm)
    parameters = algorithm.configuration(trial.number, task.seed)
    fitted = algorithm.fit(work.training_data(task), parameters, task.seed)
    scores = {split: fitted.scores(np.ascontiguousarray(matrices[split])) for split in SPLITS}
    if not task.classes:
        scale, shift = task.target_deviation, task.target_mean
        scores = {split: array * scale + shift for split, array in scores.items()}
    return Trained(fitted.hyperparameters, fitted.graph(), scores, fitted.attribution)


def _combine(work: Work, task: Task, trial: Trial) -> Trained:
    target = work.target("validation")
    sign = -1.0 if direction(task.objective) == "Minimize" else 1.0

    def quality(scores: Scores) -> float | None:
        value = objective_value(task.objective, task.problem_type, target, scores)
        return None if value is None else sign * value

    weights = ensemble.select(
        {name: work.scores(name, "validation") for name in trial.members}, quality
    )
    graph = ensemble.merge({name: work.graph(name) for name in weights}, weights)
    scores = {
        split: np.sum([w * work.scores(name, split) for name, w in weights.items()], axis=0)
        for split in SPLITS
    }
    parameters: Hyperparameters = {f"weight of {name}": w for name, w in weights.items()}
    return Trained(parameters, graph, scores, None)


def _finished(task: Task, graph: onnx.ModelProto) -> bytes:
    if task.classes:
        model = convert.finish_classification(graph, len(task.classes))
    else:
        model = convert.finish_regression(graph, task.target_mean, task.target_deviation)
    graph_bytes: bytes = model.SerializeToString(deterministic=True)
    return graph_bytes


def check_parity(
    task: Task,
    trained: dict[str, Scores],
    score: Callable[[Matrix], Scores],
    matrices: dict[str, Matrix],
) -> Parity:
    """Compare trainer and graph on all held-out rows and on made-up rows with unusual values."""
    differing, difference = 0, 0.0
    for split in ("validation", "made_up"):
        by_graph = score(np.ascontiguousarray(matrices[split]))
        gap = np.abs(by_graph - trained[split])
        if not task.classes:
            # the answer itself is single precision: its last digit is no difference
            rounding = np.spacing(np.abs(trained[split]).astype(np.float32)).astype(np.float64)
            gap = np.maximum(gap - rounding, 0.0) / task.target_deviation
        # a NaN on either side is as wrong as can be, and has no place in JSON
        difference = max(difference, float(np.nan_to_num(gap, nan=1e9, posinf=1e9).max()))
        if task.classes:
            differing += int((by_graph.argmax(axis=1) != trained[split].argmax(axis=1)).sum())
    return Parity(
        rows=len(matrices["validation"]),
        labels_differing=differing,
        max_difference=difference,
        tolerance=TOLERANCE,
        made_up=MadeUpAnswers(
            rows=task.made_up, answers=tuple(map(tuple, trained["made_up"].tolist()))
        ),
    )


def unshareable(parity: Parity) -> str | None:
    """Why a model may not be shared, None if it may."""
    if parity.labels_differing:
        return (
            f"Converted for sharing, the model predicts another class on {parity.labels_differing} "
            "rows than the trained one does. Share another candidate."
        )
    if parity.max_difference > parity.tolerance:
        return (
            f"Converted for sharing, the model differs from the trained one by up to "
            f"{parity.max_difference:.1e}, more than the {parity.tolerance:.0e} allowed. Share "
            "another candidate."
        )
    return None


def _scorer(graph: bytes) -> Callable[[Matrix], Scores]:
    session = open_session(graph)

    def score(matrix: Matrix) -> Scores:
        (answer,) = session.run(None, {convert.INPUT: matrix})
        return np.asarray(answer, dtype=np.float64)

    return score


def _manifest(task: Task, trial: Trial, parameters: Hyperparameters) -> Manifest:
    return Manifest(
        name=trial.candidate,
        algorithm=trial.algorithm,
        problem_type=task.problem_type,
        target=task.target,
        classes=task.classes,
        positive_class=task.positive_class,
        objective=task.objective,
        columns=task.columns,
        features=task.features,
        inputs=(GraphInput(name=convert.INPUT, features=tuple(f.name for f in task.features)),),
        output=convert.PROBABILITIES if task.classes else convert.VALUE,
        dropped=task.dropped,
        hyperparameters=dict(parameters),
        provenance=task.provenance.model_copy(update={"candidate": trial.candidate}),
    )


def _insights(
    task: Task, found: tuple[Metric, ...], actual: NDArray[np.float64], scores: Scores
) -> Insights:
    if task.classes:
        return classification_insights(found, actual.astype(np.int64), scores, task.classes)
    return regression_insights(found, actual, scores[:, 0])


def _latency(score: Callable[[Matrix], Scores], rows: Matrix) -> Metric:
    """Seconds for one row through ONNX Runtime, the median of some runs."""
    seconds = []
    for i in range(LATENCY_RUNS):
        row = np.ascontiguousarray(rows[i % len(rows)][None, :])
        started = time.perf_counter()
        score(row)
        seconds.append(time.perf_counter() - started)
    return Metric(
        name="InferenceLatency",
        set="Validation",
        value=float(np.median(seconds)),
        direction=direction("InferenceLatency"),
    )
