"""What a bundle says about its model, arranged for the two places that show it.

Pure functions: **Model Details** in JupyterLab (``what_travels``, ``explainability``,
``performance``) and **Analyze** on the Canvas page (``analysis``).
"""

from __future__ import annotations

from .. import charts
from ..charts.confusion import SHOWN_CLASSES
from ..model.bundle import BundleContents, Manifest
from ..model.details import (
    Chart,
    ClassInWords,
    Explainability,
    Hyperparameter,
    Link,
    MetricInWords,
    MetricRow,
    Performance,
    WhatTravels,
)
from ..model.metrics import Metric, MetricName, MetricSet, direction
from ..model.shares import Analysis, ColumnImpact
from .class_words import class_sentence, decision_sentence
from .words import metric_description, metric_sentence

FURTHER_READING = (
    Link(
        title="Understanding the model explainability",
        url="https://pages.awscloud.com/rs/112-TZM-766/images/"
        "Amazon.AI.Fairness.and.Explainability.Whitepaper.pdf",
    ),
    Link(
        title="Amazon SageMaker Clarify Model Explainability",
        url="https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-model-explainability.html",
    ),
)


def what_travels(contents: BundleContents, bundle_size: int) -> WhatTravels:
    manifest = contents.manifest
    return WhatTravels(columns=manifest.columns, dropped=manifest.dropped, bundle_size=bundle_size)


def explainability(contents: BundleContents) -> Explainability:
    manifest, explanations = contents.manifest, contents.explanations
    return Explainability(
        method=explanations.method,
        unit=explanations.unit,
        definition=explanations.definition,
        sample_size=explanations.sample_size,
        expected_value=explanations.expected_value,
        attributions=tuple(sorted(explanations.attributions, key=lambda each: -each.value)),
        chart=charts.shap_bar(explanations, manifest),
        metrics=contents.insights.metrics,
        hyperparameters=hyperparameters(manifest),
        further_reading=FURTHER_READING,
    )


def hyperparameters(manifest: Manifest) -> tuple[Hyperparameter, ...]:
    """As they are shown."""
    return tuple(
        Hyperparameter(name=name, value=_setting(value))
        for name, value in manifest.hyperparameters.items()
    )


def performance(contents: BundleContents) -> Performance:
    manifest = contents.manifest
    provenance = manifest.provenance
    names: dict[MetricName, None] = dict.fromkeys(
        [manifest.objective, *(m.name for m in contents.insights.metrics)]
    )
    held_back = provenance.validation_rows
    return Performance(
        metrics=tuple(_metric_row(contents, name) for name in names),
        confusion_matrix=contents.insights.confusion_matrix,
        charts=_pictures(contents),
        # with folds each row is held back once, and learnt from by the models of the other folds
        train_rows=provenance.rows - (0 if provenance.folds > 1 else held_back),
        validation_rows=held_back,
        folds=provenance.folds,
        decision=decision_sentence(manifest),
        per_class=contents.insights.per_class,
    )


def _metric_row(contents: BundleContents, name: MetricName) -> MetricRow:
    train = _metric(contents, name, "Train")
    validation = _metric(contents, name, "Validation")
    return MetricRow(
        name=name,
        direction=direction(name),
        train=train.value,
        validation=validation.value,
        description=metric_description(name, contents.manifest),
        train_deviation=train.standard_deviation,
        validation_deviation=validation.standard_deviation,
        best_constant=validation.best_constant,
    )


def analysis(contents: BundleContents) -> Analysis:
    """The score is the objective on the rows held back from training."""
    objective = contents.manifest.objective
    score = _metric(contents, objective, "Validation")
    held_back = [m for m in contents.insights.metrics if m.set == "Validation"]
    return Analysis(
        score=score,
        score_sentence=metric_sentence(objective, score.value, contents),
        column_impact=tuple(
            ColumnImpact(column=column, impact=impact)
            for column, impact in charts.impacts(contents.explanations)
        ),
        column_impact_chart=charts.column_impact(contents.explanations),
        column_impact_definition=(
            "How much the model relies on each column, relative to all others: its mean absolute "
            "SHAP value divided by the sum of all. It does not say that the column causes the "
            f"outcome. {contents.explanations.definition}"
        ),
        metrics=tuple(
            MetricInWords(
                name=metric.name,
                value=metric.value,
                direction=metric.direction,
                sentence=metric_sentence(metric.name, metric.value, contents),
                standard_deviation=metric.standard_deviation,
                best_constant=metric.best_constant,
            )
            for metric in sorted(held_back, key=lambda metric: metric.name != objective)
        ),
        charts=_pictures(contents),
        decision=decision_sentence(contents.manifest),
        per_class=_classes_in_words(contents),
    )


def _classes_in_words(contents: BundleContents) -> tuple[ClassInWords, ...]:
    """The most frequent classes of more than two: of two, the metrics tell everything."""
    scores = contents.insights.per_class
    if len(scores) <= 2:
        return ()
    frequent = sorted(scores, key=lambda each: -each.rows)[:SHOWN_CLASSES]
    target = contents.manifest.target
    return tuple(
        ClassInWords(scores=each, sentence=class_sentence(each, target))
        for each in scores
        if each in frequent
    )


def _metric(contents: BundleContents, name: MetricName, split: MetricSet) -> Metric:
    """The metric on that split; one without a value if it was not computed."""
    for metric in contents.insights.metrics:
        if metric.name == name and metric.set == split:
            return metric
    return Metric(name=name, set=split, value=None, direction=direction(name))


def _pictures(contents: BundleContents) -> tuple[Chart, ...]:
    insights, manifest = contents.insights, contents.manifest
    target, positive = manifest.target, manifest.positive_class
    pictures = []
    if insights.confusion_matrix:
        pictures.append(charts.confusion_matrix(insights.confusion_matrix, target))
    if positive is not None:
        if insights.roc:
            pictures.append(charts.roc(insights.roc, positive))
        if insights.precision_recall:
            share = _share_of(contents, positive)
            pictures.append(charts.precision_recall(insights.precision_recall, positive, share))
        if insights.gain:
            pictures.append(charts.gain(insights.gain, positive))
        if insights.lift:
            pictures.append(charts.lift(insights.lift, positive))
        if insights.calibration:
            pictures.append(charts.calibration(insights.calibration, positive))
    if insights.predicted_actual:
        pictures.append(charts.predicted_actual(insights.predicted_actual, target))
    if insights.residuals:
        pictures.append(charts.residual_histogram(insights.residuals, target))
    if insights.standardized_residuals:
        pictures.append(
            charts.standardized_residuals(
                insights.standardized_residuals, insights.outliers, target
            )
        )
    if insights.residuals_by_prediction:
        pictures.append(charts.residuals_by_prediction(insights.residuals_by_prediction, target))
    return tuple(pictures)


def _share_of(contents: BundleContents, positive: str) -> float | None:
    """How frequent the positive class is among the rows held back."""
    matrix = contents.insights.confusion_matrix
    total = sum(map(sum, matrix.counts)) if matrix else 0
    if matrix is None or not total:
        return None
    return sum(matrix.counts[matrix.labels.index(positive)]) / total


def _setting(value: str | int | float | bool | None) -> str:
    if value is None:
        return "not set"
    return str(value).lower() if isinstance(value, bool) else str(value)
