"""One candidate from fit to bundle: train, convert, check, measure, write."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx

from ..bundle.session import open_session
from ..bundle.write import write_bundle
from ..model.bundle import BundleContents, GraphInput, Manifest
from ..model.metrics import Metric, direction
from . import compare, convert
from .combine import combine
from .crossfit import GaveUp
from .decision import choose_decision
from .explain import unexplained
from .folder import write_json
from .held_back import SAMPLE, answered, chosen_by, only, sample_of
from .insights import insights
from .metrics import metrics, objective_value
from .mode import ENSEMBLES
from .parity import check_parity, unshareable
from .schedule import Trial, TrialResult
from .task import HELD_BACK, Held, Task, Work
from .trained import Trained, matrices_of, train
from .trainers.base import Matrix, Scores

LATENCY_RUNS = 50
#: Of a trial's time, kept for what comes after the fit: at most this share and these seconds.
_AFTER_SHARE, _AFTER_SECONDS = 0.25, 30.0


def run_trial(work: Work, trial: Trial, folder: Path, seconds: float) -> TrialResult:
    """Make one candidate in about ``seconds``: ``bundle.canvasmodel`` and ``result.json`` in
    ``folder``. Raises ``OutOfTime`` and what training and converting raise."""
    started = time.monotonic()
    deadline = started + seconds - min(_AFTER_SECONDS, seconds * _AFTER_SHARE)
    task = work.task()
    matrices = matrices_of(work, task)
    try:
        trained = _trained(work, task, trial, matrices, deadline)
    except GaveUp as error:
        return TrialResult(
            candidate=trial.candidate,
            gave_up=True,
            first_fold=error.value,
            hyperparameters=trial.hyperparameters,
            seconds=time.monotonic() - started,
        )
    trained_at = time.monotonic()
    graph = finished(task, trained.graph)
    score = scorer(graph)
    decision = _decision(work, task, trained)
    parity = check_parity(task, trained.scores, score, matrices, decision)
    everything = work.held_back()
    held, scores = _measured(everything, trained)
    found = _metrics(work, task, trained, held, scores, decision=decision)
    contents = BundleContents(
        manifest=_manifest(task, trial, trained, held, decision),
        transforms=task.transforms,
        insights=insights(task, found, held, scores, decision),
        explanations=unexplained(task),
        parity=parity,
    )
    compare.save(folder, held, scores, decision)
    facts = write_bundle(folder / "bundle.canvasmodel", contents, graph)
    work.save_scores(trial.candidate, dict(trained.scores))
    work.save_graph(trial.candidate, trained.graph.SerializeToString())
    if trained.dump is not None:
        work.save_dump(trial.candidate, trained.dump)
    objective = next(m for m in found if m.name == task.objective and m.set == "Validation")
    reason = unshareable(parity)
    fold_values = _fold_values(task, held, scores, decision)
    left_out = everything.fold_count - held.fold_count
    result = TrialResult(
        candidate=trial.candidate,
        objective_value=objective.value,
        objective_deviation=objective.standard_deviation,
        metrics=(*found, _latency(score, held.matrix)),
        hyperparameters=dict(trained.hyperparameters),
        first_fold=trained.first_fold,
        fold_values=fold_values,
        partial=left_out > 0,
        shareable=reason is None,
        not_shareable_reason=reason,
        bundle_size=facts.size,
        bundle_sha256=facts.sha256,
        notice=_notice(trained.size_notice, left_out),
        seconds=time.monotonic() - started,
        checking_seconds=time.monotonic() - trained_at,
    )
    write_json(folder / "result.json", result)
    return result


def _trained(
    work: Work, task: Task, trial: Trial, matrices: dict[str, Matrix], deadline: float
) -> Trained:
    if trial.algorithm in ENSEMBLES:
        return combine(work, task, trial, matrices)
    return train(work, task, trial, matrices, deadline)


def finished(task: Task, graph: onnx.ModelProto) -> bytes:
    """The bytes of the graph that a bundle has: probabilities, or values in the target's units."""
    if task.classes:
        model = convert.finish_classification(graph, len(task.classes))
    else:
        model = convert.finish_regression(graph, task.target_mean, task.target_deviation)
    graph_bytes: bytes = model.SerializeToString(deterministic=True)
    return graph_bytes


def scorer(graph: bytes) -> Callable[[Matrix], Scores]:
    """The function that a finished graph is, in ONNX Runtime."""
    session = open_session(graph)

    def score(matrix: Matrix) -> Scores:
        (answer,) = session.run(None, {convert.INPUT: matrix})
        return np.asarray(answer, dtype=np.float64)

    return score


def _decision(work: Work, task: Task, trained: Trained) -> tuple[float, ...]:
    if not task.classes:
        return ()
    chosen = chosen_by(work)
    scores = trained.scores[chosen.scored_on]
    there = answered(scores)
    weight = None if chosen.weight is None else chosen.weight[there]
    return choose_decision(task.objective, chosen.target[there], scores[there], weight)


def _measured(held: Held, trained: Trained) -> tuple[Held, Scores]:
    """The rows held back that there are answers to, and those."""
    scores = trained.scores[HELD_BACK]
    there = answered(scores)
    return only(held, there), scores[there]


def _metrics(
    work: Work,
    task: Task,
    trained: Trained,
    held: Held,
    scores: Scores,
    *,
    decision: tuple[float, ...],
) -> tuple[Metric, ...]:
    """Of both splits. ``scores`` are the answers to the rows of ``held``."""
    target, weight = work.target("train"), work.weight("train")
    sample = sample_of(len(target), task.seed)
    return (
        *metrics(
            task.problem_type,
            held.target,
            scores,
            "Validation",
            weight=held.weight,
            folds=held.folds,
            decision=decision,
        ),
        *metrics(
            task.problem_type,
            target[sample],
            trained.scores[SAMPLE],
            "Train",
            weight=None if weight is None else weight[sample],
            decision=decision,
        ),
    )


def _fold_values(
    task: Task, held: Held, scores: Scores, decision: tuple[float, ...]
) -> tuple[float | None, ...]:
    if held.folds is None:
        return ()
    return tuple(
        objective_value(
            task.objective,
            task.problem_type,
            held.target[rows],
            scores[rows],
            weight=None if held.weight is None else held.weight[rows],
            decision=decision,
        )
        for fold in np.unique(held.folds)
        for rows in (np.flatnonzero(held.folds == fold),)
    )


def _notice(size_notice: str | None, left_out: int) -> str | None:
    told = [size_notice] if size_notice else []
    if left_out:
        folds = "fold" if left_out == 1 else f"{left_out} folds"
        told.append(
            f"Its time ended before the last {folds}; the metrics are of the rows of the others."
        )
    return " ".join(told) or None


def _manifest(
    task: Task, trial: Trial, trained: Trained, held: Held, decision: tuple[float, ...]
) -> Manifest:
    update: dict[str, object] = {"candidate": trial.candidate, "validation_rows": len(held.target)}
    if held.fold_count:
        update["folds"] = held.fold_count
    provenance = task.provenance.model_copy(update=update)
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
        decision_weights=decision,
        dropped=task.dropped,
        hyperparameters=dict(trained.hyperparameters),
        provenance=provenance,
    )


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
