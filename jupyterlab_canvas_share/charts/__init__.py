"""Vega-Lite v5 charts of what a bundle knows about its model, each with its sentence.

Pure functions from ``model.bundle`` types to ``model.details.Chart``. The data is inline and
binned; no row of anybody's data is in it. No chart needs ``eval``: they run with Vega's
``ast: true`` interpreter.
"""

from __future__ import annotations

from .confusion import confusion_matrix
from .curves import calibration, precision_recall, roc
from .importance import column_impact, impacts, shap_bar
from .ranking import gain, lift
from .regression import (
    predicted_actual,
    residual_histogram,
    residuals_by_prediction,
    standardized_residuals,
)

__all__ = [
    "calibration",
    "column_impact",
    "confusion_matrix",
    "gain",
    "impacts",
    "lift",
    "precision_recall",
    "predicted_actual",
    "residual_histogram",
    "residuals_by_prediction",
    "roc",
    "shap_bar",
    "standardized_residuals",
]
