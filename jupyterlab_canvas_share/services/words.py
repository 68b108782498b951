"""Metrics in words, for people who do not read them as figures.

A sentence tells one value; a description tells what a metric is. For a binary target both name the
positive class wherever the metric depends on it.
"""

from __future__ import annotations

from math import log, sqrt

from ..charts.figures import number, percent
from ..model.bundle import BundleContents, Manifest
from ..model.metrics import MetricName


def metric_sentence(name: MetricName, value: float | None, contents: BundleContents) -> str:
    """What ``value`` of the metric means for this model, on rows it was not trained on."""
    if value is None:
        return f"{name} could not be computed from the rows that were held back."
    constant = _best_constant(name, contents)
    if contents.manifest.problem_type == "Regression":
        return _regression(name, value, contents.manifest.target, constant)
    return _classification(name, value, contents, constant)


def metric_description(name: MetricName, manifest: Manifest) -> str:
    """What the metric measures, in one sentence."""
    positive = manifest.positive_class or "the positive class"
    return {
        "Accuracy": "Share of all rows predicted correctly.",
        "AUC": f"Area under the ROC curve of {positive}: how well probabilities rank {positive} "
        "rows above the others. 0.5 is guessing, 1 is perfect.",
        "BalancedAccuracy": "Share of each class's rows that is recognised, averaged over the "
        "classes, so that rare ones count as much as frequent ones.",
        "F1": f"Harmonic mean of precision and recall of {positive}.",
        "Precision": f"Of the rows predicted {positive}, the share that is {positive}.",
        "Recall": f"Of the rows that are {positive}, the share predicted {positive}.",
        "F1macro": "Harmonic mean of precision and recall of each class, averaged over them.",
        "PrecisionMacro": "Of the rows predicted as a class, the share that is of it, averaged "
        "over the classes.",
        "RecallMacro": "Of the rows of a class, the share predicted as it, averaged over the "
        "classes.",
        "LogLoss": "How far the predicted probabilities are from what came true; confident "
        "mistakes cost most. 0 is perfect.",
        "MAE": f"Mean absolute error, in the unit of {manifest.target}.",
        "MSE": f"Mean squared error, in the square of the unit of {manifest.target}.",
        "RMSE": f"Square root of the mean squared error, in the unit of {manifest.target}.",
        "R2": f"Share of the variance of {manifest.target} that is explained. 1 is perfect, 0 is "
        "no better than always answering the average.",
        "MAPE": f"Mean absolute error in percent of the actual {manifest.target}, over the rows "
        "where that is not 0.",
        "InferenceLatency": "Seconds that one prediction takes.",
    }[name]


def _best_constant(name: MetricName, contents: BundleContents) -> float | None:
    """What the best constant answer reaches on the rows held back, where the bundle tells."""
    for metric in contents.insights.metrics:
        if metric.name == name and metric.set == "Validation":
            return metric.best_constant
    return None


def _regression(name: MetricName, value: float, target: str, constant: float | None) -> str:
    figure = number(value)
    explained = (
        f"The model explains {percent(value)} of the differences in {target}."
        if value > 0
        else f"The model predicts {target} no better than always answering its average."
    )
    sentences: dict[MetricName, str] = {
        "MAE": f"On average, the prediction for {target} is ±{figure} from the actual value.",
        "MAPE": f"On average, the prediction for {target} is {number(100 * value)}% off the actual "
        "value.",
        "MSE": f"The squared error is {figure} on average; its root, "
        f"±{number(sqrt(max(0.0, value)))}, is the typical error of a prediction for {target}.",
        "R2": explained,
        "RMSE": f"The typical error of a prediction for {target} is ±{figure}; large errors count "
        "more.",
    }
    sentence = sentences.get(name) or _plain(name, value)
    if constant is None:
        return sentence
    compared: dict[MetricName, str] = {
        "MAE": f" Always answering the median would be ±{number(constant)} from it.",
        "MAPE": f" The best constant answer would be {number(100 * constant)}% off.",
        "MSE": f" Always answering the average would have {number(constant)}.",
        "RMSE": f" Always answering the average would have ±{number(constant)}.",
    }
    return sentence + compared.get(name, "")


def _classification(
    name: MetricName, value: float, contents: BundleContents, constant: float | None
) -> str:
    manifest = contents.manifest
    target, classes = manifest.target, len(manifest.classes)
    positive = manifest.positive_class or "the positive class"
    share, figure = percent(value), number(value)
    recognised = (
        f"Averaged over the classes of {target}, {share} of a class's rows were recognised; "
        f"guessing reaches {percent(1 / classes)}."
    )
    guessed = (
        f"{number(log(classes))} is giving every class the same probability"
        if constant is None
        else f"{number(constant)} is always giving each class the share it has"
    )
    sentences: dict[MetricName, str] = {
        "Accuracy": f"The model predicted {target} correctly {share} of the time."
        + _most_frequent(contents, constant),
        "AUC": f"Of two rows, one {positive} and one not, the model gives {positive} the higher "
        f"probability {share} of the time; guessing reaches 50%.",
        "BalancedAccuracy": recognised,
        "F1": f"Precision and recall of {positive} taken together (F1) are {figure}, where 1 is "
        "perfect and 0 is useless.",
        "F1macro": "Precision and recall taken together (F1), averaged over the "
        f"{classes} classes of {target}, are {figure}, where 1 is perfect and 0 is useless.",
        "LogLoss": f"The probabilities miss what came true by {figure} (log loss), where 0 is "
        f"perfect and {guessed}.",
        "Precision": f"Of all the times that {positive} was predicted, the prediction was correct "
        f"{share} of the time.",
        "PrecisionMacro": f"Averaged over the classes of {target}, a predicted class was correct "
        f"{share} of the time.",
        "Recall": f"When {target} was actually {positive}, the model predicted {positive} {share} "
        "of the time.",
        "RecallMacro": recognised,
    }
    sentence = sentences.get(name) or _plain(name, value)
    if constant is None:
        return sentence
    compared: dict[MetricName, str] = {
        "F1": f" Always answering {positive} would reach {number(constant)}.",
        "F1macro": f" Always answering the most frequent class would reach {number(constant)}.",
        "Precision": f" Always answering {positive} would be correct {percent(constant)} of the "
        "time.",
        "PrecisionMacro": " Always answering the most frequent class would reach "
        f"{percent(constant)}.",
    }
    return sentence + compared.get(name, "")


def _plain(name: MetricName, value: float) -> str:
    if name == "InferenceLatency":
        return f"One prediction takes {number(1000 * value)} milliseconds."
    return f"{name} is {number(value)}."


def _most_frequent(contents: BundleContents, constant: float | None) -> str:
    """What accuracy costs nothing: always answering the most frequent class."""
    matrix = contents.insights.confusion_matrix
    if matrix is None:
        return ""
    totals = [sum(counts) for counts in matrix.counts]
    most = max(totals)
    if not most:
        return ""
    name = matrix.labels[totals.index(most)]
    share = percent(most / sum(totals) if constant is None else constant)
    return f" Always answering {name} would be correct {share} of the time."
