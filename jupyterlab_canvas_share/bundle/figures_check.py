"""Are the figures of insights and explanations figures that can be drawn and told?

Each passes its type, but a million bins, a negative count or a share of 7 would break the charts
and sentences of whoever looks at the model.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..model.bundle import Explanations, Manifest
from ..model.insights import Bin, Bin2D, CalibrationBin, Curve, CurvePoint, Insights
from .errors import BundleInvalid

#: Points, bins or cells of one picture; the trainer writes at most 400.
PICTURE_LIMIT = 2_500
#: Entries of a list of settings, versions or columns left out.
LIST_LIMIT = 1_000
#: Averages of single precision may miss 0 and 1 by this much.
_SLACK = 1e-3


def check_figures(manifest: Manifest, insights: Insights, explanations: Explanations) -> None:
    """Raises ``BundleInvalid`` with the first figure that cannot be."""
    _check_provenance(manifest)
    for curve in (insights.roc, insights.precision_recall, insights.gain):
        if curve is not None:
            _check_curve(curve)
    pictures: tuple[Sequence[object], ...] = (
        insights.calibration,
        insights.residuals,
        insights.residuals_by_prediction,
        insights.standardized_residuals,
        insights.predicted_actual,
        insights.lift,
    )
    _require(all(len(each) <= PICTURE_LIMIT for each in pictures), "A chart has too many bins.")
    for bin in insights.calibration:
        _require(_is_share(bin.predicted, bin.observed), "A calibration is no share.")
    for bar in insights.residuals:
        _require(bar.low <= bar.high, "A bin ends before it begins.")
    cells = (
        *insights.residuals_by_prediction,
        *insights.standardized_residuals,
        *insights.predicted_actual,
    )
    for cell in cells:
        proper = cell.x_low <= cell.x_high and cell.y_low <= cell.y_high
        _require(proper, "A bin ends before it begins.")
    counted: tuple[Bin | Bin2D | CalibrationBin, ...] = (
        *insights.calibration,
        *insights.residuals,
        *cells,
    )
    _require(
        all(each.count >= 0 for each in counted) and insights.outliers >= 0,
        "A count is negative.",
    )
    _check_lift(insights.lift)
    _check_scores(insights, manifest)
    measured = [(metric.name, metric.set) for metric in insights.metrics]
    _require(len(set(measured)) == len(measured), "A metric is there twice.")
    for attribution in explanations.attributions:
        values = (attribution.value, attribution.standard_error or 0.0, *attribution.per_class)
        _require(min(values) >= 0, "The mean of absolute values is negative.")
    _require(explanations.sample_size >= 0, "A count is negative.")


def _check_provenance(manifest: Manifest) -> None:
    provenance = manifest.provenance
    _require(
        0 <= provenance.validation_rows <= provenance.rows,
        "More rows were held back than there were.",
    )
    _require(provenance.seed >= 0, "The seed is negative.")
    lists = (manifest.dropped, manifest.hyperparameters, provenance.versions)
    _require(all(len(each) <= LIST_LIMIT for each in lists), "A list of the model is too long.")


def _check_curve(curve: Curve) -> None:
    _require(len(curve.points) <= PICTURE_LIMIT, "A curve has too many points.")
    shares = all(_is_share(point.x, point.y) for point in curve.points)
    _require(shares and _is_share(curve.area or 0.0), "A curve leaves the range of 0 to 1.")


def _check_lift(points: Sequence[CurvePoint]) -> None:
    shares = all(0 < point.x <= 1 + _SLACK for point in points)
    _require(shares, "A lift is not for a share of the rows.")
    # so many times as many as at random: all of the positives, at the most
    reached = all(-_SLACK <= point.y * point.x <= 1 + _SLACK for point in points)
    _require(reached, "A lift finds more than there is.")


def _check_scores(insights: Insights, manifest: Manifest) -> None:
    names = [scores.name for scores in insights.per_class]
    unique = len(set(names)) == len(names) and set(names) <= set(manifest.classes)
    _require(unique, "The scores by class name a class that the model does not have, or one twice.")
    for scores in insights.per_class:
        _require(scores.rows >= 0, "A count is negative.")
        known = (scores.accuracy, scores.precision, scores.recall, scores.f1, scores.auc)
        shares = [value for value in known if value is not None]
        _require(_is_share(*shares), "A score of a class leaves the range of 0 to 1.")
    told = [statistic.name for statistic in insights.statistics]
    _require(len(set(told)) == len(told), "A statistic is there twice.")
    spreads = [metric.standard_deviation or 0.0 for metric in insights.metrics]
    spreads += [statistic.standard_deviation or 0.0 for statistic in insights.statistics]
    _require(min(spreads, default=0.0) >= 0, "A standard deviation is negative.")


def _is_share(*values: float) -> bool:
    return all(-_SLACK <= value <= 1 + _SLACK for value in values)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BundleInvalid(otherwise)
