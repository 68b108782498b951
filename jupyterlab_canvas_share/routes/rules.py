"""Lists and limits that the screens need before they ask, as TypeScript; run it to print them."""

from __future__ import annotations

import json
from typing import Any, get_args

from ..autopilot.inputs import MIN_ROWS
from ..autopilot.mode import AUTO_BYTES
from ..autopilot.split import VALIDATION_FRACTION
from ..charts.confusion import SHOWN_CLASSES
from ..model.bundle import ColumnType
from ..model.events import ModelSource
from ..model.job_requests import (
    ALGORITHMS,
    BUILDS,
    DEFAULT_CANDIDATES,
    AutoMLMode,
    CreateAutoMLJob,
)
from ..model.metrics import OBJECTIVES, ProblemType
from ..model.shares import Sort

#: What JSON Schema says of a value, beside its type.
LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "maxLength")


def rules() -> dict[str, Any]:
    """JSON-compatible values by the names of the TypeScript constants. ``CREATE_DEFAULTS`` and
    ``CREATE_LIMITS`` are those of ``CreateAutoMLJob``, by field."""
    fields = CreateAutoMLJob.model_json_schema()["properties"]
    limits = {name: _limits(field) for name, field in fields.items()}
    return {
        "SOURCES": get_args(ModelSource),
        "SORTS": get_args(Sort),
        "SHOWN_CLASSES": SHOWN_CLASSES,
        "PROBLEM_TYPES": get_args(ProblemType),
        "OBJECTIVES": OBJECTIVES,
        "FEATURE_TYPES": get_args(ColumnType),
        "MODES": get_args(AutoMLMode),
        "ALGORITHMS": ALGORITHMS,
        "DEFAULT_CANDIDATES": DEFAULT_CANDIDATES,
        "BUILDS": {name: build.model_dump() for name, build in BUILDS.items()},
        "AUTO_BYTES": AUTO_BYTES,
        "MIN_ROWS": MIN_ROWS,
        "VALIDATION_FRACTION": VALIDATION_FRACTION,
        "CREATE_DEFAULTS": {
            name: field["default"]
            for name, field in fields.items()
            if field.get("default") is not None
        },
        "CREATE_LIMITS": {name: limit for name, limit in limits.items() if limit},
    }


def as_typescript() -> str:
    lines = [
        f"export const {name} = {json.dumps(value)} as const;" for name, value in rules().items()
    ]
    return "\n".join(["/** Made from the Python code: run `make generate`. */", *lines, ""])


def _limits(field: dict[str, Any]) -> dict[str, Any]:
    # one that may be null says it inside
    parts = (field, *field.get("anyOf", ()))
    return {key: part[key] for part in parts for key in LIMITS if key in part}


if __name__ == "__main__":
    print(as_typescript(), end="")
