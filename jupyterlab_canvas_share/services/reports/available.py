"""Which reports there are of a model, and what the others need."""

from __future__ import annotations

from importlib.util import find_spec
from typing import get_args

from ...model.bundle import BundleContents
from ...model.details import ReportName
from ...model.errors import CanvasShareError, NotFound, Refused

#: What draws a report; JSON needs nothing.
_LIBRARIES: dict[ReportName, tuple[str, ...]] = {
    "performance.html": ("vl_convert",),
    "performance.pdf": ("vl_convert", "reportlab"),
}
_NAMES: tuple[ReportName, ...] = get_args(ReportName)


def available_reports(contents: BundleContents) -> tuple[ReportName, ...]:
    """Those that this server can give now."""
    return tuple(name for name in _NAMES if _missing(name, contents) is None)


def check_available(report: str, contents: BundleContents) -> ReportName:
    """The report's name. Raises NotFound ``no_such_report``; Refused ``reports_not_installed`` or
    ``explanation_not_computed``."""
    for name in _NAMES:
        if name == report:
            if (refusal := _missing(name, contents)) is not None:
                raise refusal
            return name
    raise NotFound(
        f"There is no report “{report[:80]}”; there are {', '.join(_NAMES)}.",
        code="no_such_report",
    )


def _missing(report: ReportName, contents: BundleContents) -> CanvasShareError | None:
    if any(find_spec(library) is None for library in _LIBRARIES.get(report, ())):
        return Refused(
            f"What draws {report} is not installed on this server. Install it with: "
            "pip install 'jupyterlab-canvas-share[reports]'. The JSON reports need nothing.",
            code="reports_not_installed",
            details={"report": report},
        )
    if report == "analysis.json" and not contents.explanations.attributions:
        return Refused(
            "The explanation of this model was not computed, so there is no analysis.json. While "
            "its experiment goes on, try again in a few seconds; if the time budget ended first, "
            "train again with more time.",
            code="explanation_not_computed",
            details={"report": report},
        )
    return None
