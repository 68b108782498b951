"""How far a regression is off, binned: histograms and grids, never a single row.

A residual is actual minus predicted. What lies beyond the outer edges counts in the outer bins.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model.insights import Bin, Bin2D

Floats = NDArray[np.float64]
HISTOGRAM_BINS, GRID_BINS = 30, 20
#: SageMaker's report calls a row an outlier beyond so many standard deviations.
OUTLIER = 3.0
#: Edges in standard deviations; the outlier's are among them.
_STANDARD_EDGES = np.linspace(-5.0, 5.0, GRID_BINS + 1)


def residual_histogram(residual: Floats) -> tuple[Bin, ...]:
    """From the 1st to the 99th percentile."""
    edges = _edges(residual, HISTOGRAM_BINS)
    counts, _ = np.histogram(np.clip(residual, edges[0], edges[-1]), edges)
    return tuple(
        Bin(low=float(edges[i]), high=float(edges[i + 1]), count=int(count))
        for i, count in enumerate(counts)
    )


def residuals_by_prediction(residual: Floats, predicted: Floats) -> tuple[Bin2D, ...]:
    """Predicted (x) against residual (y)."""
    return _grid(predicted, residual, _edges(predicted), _edges(residual))


def predicted_actual(predicted: Floats, actual: Floats) -> tuple[Bin2D, ...]:
    """Predicted (x) against actual (y), with the same edges."""
    both = _edges(np.concatenate([actual, predicted]))
    return _grid(predicted, actual, both, both)


def standardized_residuals(residual: Floats, predicted: Floats) -> tuple[tuple[Bin2D, ...], int]:
    """Predicted (x) against the residual in standard deviations of all residuals (y), and how many
    rows are outliers. No bins where all residuals are equal."""
    deviation = float(residual.std())
    if not deviation > 0:
        return (), 0
    standard = residual / deviation
    cells = _grid(predicted, standard, _edges(predicted), _STANDARD_EDGES)
    return cells, int((np.abs(standard) > OUTLIER).sum())


def _edges(values: Floats, bins: int = GRID_BINS) -> Floats:
    low, high = np.quantile(values, [0.01, 0.99])
    edges = np.linspace(low, high, bins + 1)
    if np.all(np.diff(edges) > 0):
        return edges
    # all the same, or so close that no number fits between
    room = max(0.5, 1e-6 * abs(float(low)))
    return np.linspace(low - room, high + room, bins + 1)


def _grid(x: Floats, y: Floats, x_edges: Floats, y_edges: Floats) -> tuple[Bin2D, ...]:
    """The cells that are not empty."""
    counts, _, _ = np.histogram2d(
        np.clip(x, x_edges[0], x_edges[-1]), np.clip(y, y_edges[0], y_edges[-1]), [x_edges, y_edges]
    )
    return tuple(
        Bin2D(
            x_low=float(x_edges[i]),
            x_high=float(x_edges[i + 1]),
            y_low=float(y_edges[j]),
            y_high=float(y_edges[j + 1]),
            count=int(counts[i, j]),
        )
        for i, j in np.argwhere(counts > 0)
    )
