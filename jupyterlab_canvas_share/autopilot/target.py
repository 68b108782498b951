"""What is predicted: problem type, classes and objective, out of the target column.

Auto problem type: two different values are binary classification; text, true/false, or at most
``FEW_INTEGERS`` whole numbers are multiclass classification; every other number is regression.
Classes are text. They are in the order of numbers where all are numbers, else of the alphabet; for
binary classification the positive class stands last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.bundle import Value
from ..model.errors import Refused
from ..model.inputs import ClassCount
from ..model.job_requests import CreateAutoMLJob
from ..model.metrics import OBJECTIVES, Objective, ProblemType
from .findings import LARGEST_NUMBER, LONGEST_CATEGORY

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

FEW_INTEGERS, MAX_CLASSES = 20, 100
#: Classes are unbalanced when the largest has this many times the rows of the smallest; accuracy
#: says little when the largest has this share of all.
UNBALANCED, DOMINANT = 10, 0.75
#: Models answer in single precision, whose step may be this share of the target's deviation.
LARGEST_STEP = 0.01


@dataclass(frozen=True)
class Target:
    """The resolved target of a job."""

    name: str
    problem_type: ProblemType
    objective: Objective
    classes: tuple[str, ...] = ()
    positive_class: str | None = None

    def encode(self, series: pl.Series) -> NDArray[np.float64]:
        """Class indices, or the numbers, as ``[rows]``; no value may be missing."""
        import polars as pl

        if not self.classes:
            return series.cast(pl.Float64).to_numpy().copy()
        codes = labels(series).replace_strict(
            list(self.classes), list(range(len(self.classes))), return_dtype=pl.Float64
        )
        return codes.to_numpy().copy()


def labels(series: pl.Series) -> pl.Series:
    """The target as text, null where it is missing; 1 and 1.0 are both ``"1"``."""
    from ..transforms.encode import category_series

    return category_series(series)


def is_there(series: pl.Series) -> pl.Series:
    """A mask of the rows whose target is known: neither missing nor blank nor absurdly large."""
    if series.dtype.is_float():
        return (series.abs() <= LARGEST_NUMBER).fill_null(False)
    return labels(series).is_not_null()


def class_counts(series: pl.Series, most: int | None = None) -> tuple[ClassCount, ...]:
    """The different values and their rows, most frequent first, then by name; ``most`` of them."""
    counts = labels(series).drop_nulls().rename("value").value_counts()
    counts = counts.sort(["count", "value"], descending=[True, False]).head(most or len(counts))
    return tuple(ClassCount(name=name, rows=rows) for name, rows in counts.iter_rows())


def auto_problem_type(series: pl.Series) -> ProblemType:
    """The rule of this module's docstring."""
    values = series.filter(is_there(series))
    unique = values.n_unique()
    if unique == 2:
        return "BinaryClassification"
    if not series.dtype.is_numeric():
        return "MulticlassClassification"
    whole = series.dtype.is_integer() or bool((values % 1 == 0).all())
    return "MulticlassClassification" if whole and unique <= FEW_INTEGERS else "Regression"


def resolve(series: pl.Series, request: CreateAutoMLJob) -> Target:
    """Check the request against the target column (rows without a target left out already).

    Raises Refused with ``target_is_date``, ``constant_target``, ``problem_type_mismatch``,
    ``too_many_classes``, ``class_too_long``, ``class_too_small``, ``no_such_class``,
    ``objective_mismatch`` or ``target_not_telling``."""
    name = request.target
    if series.dtype.is_temporal():
        raise Refused(
            f"“{name}” holds dates, which cannot be predicted. Choose a number or a category.",
            code="target_is_date",
        )
    unique = series.n_unique()
    if unique < 2:
        value: Value = str(series[0])[:80]
        raise Refused(
            f"Every row has the same target: “{name}” is always {value!r}. There is nothing to "
            "learn; choose another target or add rows with other values.",
            code="constant_target",
            details={"target": name},
        )
    problem = request.problem_type or auto_problem_type(series)
    objective = _objective(problem, request)
    if problem == "Regression":
        if not series.dtype.is_numeric():
            raise _mismatch(f"Regression predicts numbers, but “{name}” holds text.", name)
        if request.positive_class is not None:
            raise _mismatch("Regression has no positive class: leave it out.", name)
        _check_steps(series)
        return Target(name, problem, objective)
    counts = class_counts(series)
    _check_classes(name, problem, counts)
    if problem == "MulticlassClassification":
        if request.positive_class is not None:
            raise _mismatch("Only binary classification has a positive class: leave it out.", name)
        return Target(name, problem, objective, _ordered(counts))
    positive = _positive(counts, request.positive_class)
    (negative,) = (c.name for c in counts if c.name != positive)
    return Target(name, problem, objective, (negative, positive), positive)


def imbalance(series: pl.Series, target: Target) -> tuple[str, ...]:
    """What to say of classes of very different sizes; nothing of numbers."""
    if not target.classes:
        return ()
    counts = class_counts(series)
    largest, smallest = counts[0], counts[-1]
    if largest.rows < UNBALANCED * smallest.rows:
        return ()
    share, least = largest.rows / len(series), smallest.rows / len(series)
    advice = "F1 or AUC" if len(counts) == 2 else "balanced accuracy or macro F1"
    why = (
        f"Always answering “{largest.name[:80]}” would be right in {share:.1%}"
        if share >= DOMINANT
        else f"Accuracy hardly counts “{smallest.name[:80]}”"
    )
    return (
        f"The classes of “{target.name}” are unbalanced: {share:.1%} of the rows are "
        f"“{largest.name[:80]}”, {least:.2%} are “{smallest.name[:80]}”. {why}, so judge by "
        f"{advice} rather than by accuracy.",
    )


def _objective(problem: ProblemType, request: CreateAutoMLJob) -> Objective:
    offered = OBJECTIVES[problem]
    objective = request.objective or offered[0]
    if objective not in offered:
        raise Refused(
            f"{objective} is not an objective for {problem}. Choose one of "
            f"{', '.join(offered)}, or Auto.",
            code="objective_mismatch",
            details={"offered": list(offered), "problem_type": problem},
        )
    return objective


def _check_steps(series: pl.Series) -> None:
    """Whether an answer of single precision can tell the values of a target apart."""
    import numpy as np

    values = series.to_numpy().astype(np.float64)
    largest, deviation = float(np.abs(values).max()), float(values.std())
    step = float(np.spacing(np.float32(largest)))
    if step <= LARGEST_STEP * deviation:
        return
    raise Refused(
        f"“{series.name}” varies by about {deviation:.2g} around {float(values.mean()):.6g}, which "
        f"is too little for the {step:.2g} that the predictions of a model go in steps of. "
        "Subtract a fixed number from it, or write it in other units, so that the differences "
        "count.",
        code="target_not_telling",
        details={"target": series.name, "step": step, "deviation": deviation},
    )


def _check_classes(name: str, problem: ProblemType, counts: tuple[ClassCount, ...]) -> None:
    if problem == "BinaryClassification" and len(counts) != 2:
        raise _mismatch(
            f"Binary classification needs exactly two classes, but “{name}” has "
            f"{len(counts)}. Choose Multiclass classification or Auto.",
            name,
        )
    if problem == "MulticlassClassification" and len(counts) == 2:
        raise _mismatch(
            f"“{name}” has two classes only. Choose Binary classification or Auto.", name
        )
    if len(counts) > MAX_CLASSES:
        raise Refused(
            f"“{name}” has {len(counts)} different values; at most {MAX_CLASSES} classes can be "
            "told apart. Choose another target, or Regression if it is a number.",
            code="too_many_classes",
            details={"classes": len(counts), "limit": MAX_CLASSES},
        )
    long = next((count.name for count in counts if len(count.name) > LONGEST_CATEGORY), None)
    if long is not None:
        raise Refused(
            f"“{name}” has a class of {len(long):,} characters, “{long[:80]}…”; at most "
            f"{LONGEST_CATEGORY} are allowed. Choose another target, or give the class a name.",
            code="class_too_long",
            details={"characters": len(long), "limit": LONGEST_CATEGORY},
        )
    small = [count.name for count in counts if count.rows < 2]
    if small:
        shown = ", ".join(repr(name[:80]) for name in small[:5])
        raise Refused(
            f"Of {shown} there is only one row, so it cannot be both learnt and validated. Add "
            "rows of that class, or remove it.",
            code="class_too_small",
            details={"classes": small},
        )


def _positive(counts: tuple[ClassCount, ...], wanted: str | None) -> str:
    names = [count.name for count in counts]
    if wanted is None:
        return counts[-1].name
    if wanted not in names:
        raise Refused(
            f"There is no class {wanted[:80]!r} to be the positive one. The classes are "
            f"{names[0]!r} and {names[1]!r}.",
            code="no_such_class",
            details={"classes": names},
        )
    return wanted


def _ordered(counts: tuple[ClassCount, ...]) -> tuple[str, ...]:
    names = [count.name for count in counts]
    try:
        return tuple(sorted(names, key=float))
    except ValueError:
        return tuple(sorted(names))


def _mismatch(message: str, target: str) -> Refused:
    return Refused(message, code="problem_type_mismatch", details={"target": target})
