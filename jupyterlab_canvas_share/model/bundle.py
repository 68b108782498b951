"""The members of a ``.canvasmodel`` file: what a shared model is, as data.

The zip holds, stored and in this order, ``bundle.json`` (Manifest), ``transforms.json``
(Transforms), ``model.onnx``, ``insights.json`` (Insights), ``explanations.json`` (Explanations) and
``parity.json`` (Parity). No real row is in any of them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Frozen, Sha256
from .insights import Insights
from .metrics import Objective, ProblemType

MEMBERS = (
    "bundle.json",
    "transforms.json",
    "model.onnx",
    "insights.json",
    "explanations.json",
    "parity.json",
)

#: A raw value of a column: a number, a category or a date as text, or missing.
Value = float | str | None
Row = tuple[Value, ...]

ColumnType = Literal["Numerical", "Categorical", "Datetime", "Text"]


class Column(Frozen):
    """One raw column the model predicts from.

    ``minimum``/``maximum`` are the 1st and 99th percentile, never the extremes of real rows. For a
    Datetime column they are seconds since the epoch, UTC, for a Text column numbers of words.
    ``categories`` are all the model knows, most frequent first; rarer ones were grouped and count
    as unseen. ``words`` are those of a Text column that the model looks for, each from at least ten
    rows.
    """

    name: str
    type: ColumnType
    integer: bool = False
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] | None = None
    words: tuple[str, ...] | None = None
    date_format: str | None = None
    default: Value = None
    missing_fraction: Annotated[float, Field(ge=0, le=1)] = 0.0


class Feature(Frozen):
    """One column of the model's input matrix, after the transforms.

    ``column`` is the raw column it came from, to which attributions are folded back. With
    ``categories`` the number fed is the category's index, -1 where it is missing and -2 where it is
    not among them; without, the number itself, NaN where it is missing.
    """

    name: str
    column: str
    categories: tuple[str, ...] | None = None


class GraphInput(Frozen):
    """One input tensor of ``model.onnx``: float32 ``[rows, len(features)]``."""

    name: str
    features: tuple[str, ...]


class Provenance(Frozen):
    """Where the model comes from. ``data_hmac`` is keyed with the owner's secret: it lets the
    owner recognise the data set and tells nobody else anything. With ``folds`` above 1 every row
    was held back once, by the model of its fold: then ``validation_rows`` are all ``rows``."""

    job: str
    candidate: str
    data_hmac: Sha256
    rows: int
    validation_rows: int
    folds: Annotated[int, Field(ge=1)] = 1
    seed: int
    versions: dict[str, str]


class Manifest(Frozen):
    """``bundle.json``. For classification ``classes`` is in the order of the probabilities.

    The class predicted is the one of the largest probability times its ``decision_weights``; none
    are all 1. They are chosen for the objective on rows held back, and leave the probabilities as
    they are."""

    format: Literal[1] = 1
    name: str
    algorithm: str
    problem_type: ProblemType
    target: str
    classes: tuple[str, ...] = ()
    positive_class: str | None = None
    objective: Objective
    columns: tuple[Column, ...]
    features: tuple[Feature, ...]
    inputs: tuple[GraphInput, ...]
    output: str
    decision_weights: tuple[float, ...] = ()
    dropped: dict[str, str] = Field(default_factory=dict)
    hyperparameters: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    provenance: Provenance


DatePart = Literal[
    "year", "quarter", "month", "dayofyear", "day", "weekday", "hour", "minute", "elapsed"
]


class FeaturizeDatetime(Frozen):
    """Numbers out of a date: one feature ``<column>_<part>`` for each part. ``elapsed`` are days
    since ``origin``, which is in seconds since the epoch."""

    step: Literal["featurize_datetime"] = "featurize_datetime"
    column: str
    date_format: str | None
    parts: tuple[DatePart, ...]
    origin: float | None = None


TextStatistic = Literal["characters", "words", "digits", "uppercase"]


class FeaturizeText(Frozen):
    """Numbers out of text: ``<column>_<statistic>``, of which the last two are shares of the
    characters, and 0 or 1 as ``<column>_has_<word>`` for each of the lower-case ``words``."""

    step: Literal["featurize_text"] = "featurize_text"
    column: str
    statistics: tuple[TextStatistic, ...]
    words: tuple[str, ...]


#: The closed list of data transformations; a new step joins the union.
Step = Annotated[FeaturizeDatetime | FeaturizeText, Field(discriminator="step")]


class Transforms(Frozen):
    """``transforms.json``: typed steps with fitted parameters, applied in order."""

    steps: tuple[Step, ...] = ()


class ColumnAttribution(Frozen):
    """Mean absolute SHAP value of a raw column, over classes and per class."""

    column: str
    value: float
    standard_error: float | None = None
    per_class: tuple[float, ...] = ()


AttributionMethod = Literal[
    "lightgbm-tree-shap", "xgboost-tree-shap", "linear-closed-form", "permutation-sampling"
]


class Explanations(Frozen):
    """``explanations.json``. ``unit`` names what the values are measured in and ``definition``
    says, in one sentence, against what; one plot never mixes two. ``background`` are made-up rows
    in the order of the manifest's columns. Without ``attributions`` they were not computed."""

    method: AttributionMethod
    unit: Literal["log-odds", "probability", "target"]
    definition: str
    sample_size: int
    expected_value: tuple[float, ...]
    attributions: tuple[ColumnAttribution, ...]
    background: tuple[Row, ...]


class MadeUpAnswers(Frozen):
    """Made-up rows with the trainer's own answers: ``[rows][classes]`` probabilities, or
    ``[rows][1]`` values for regression. The receiver replays them before trusting the file."""

    rows: tuple[Row, ...]
    answers: tuple[tuple[float, ...], ...]


class Parity(Frozen):
    """``parity.json``: the trainer against ONNX on held-out rows, figures only.

    ``max_difference`` is in probabilities, or in standard deviations of the target."""

    rows: int
    labels_differing: int
    max_difference: float
    tolerance: float
    made_up: MadeUpAnswers


class BundleContents(Frozen):
    """What a verified bundle says about itself, all members but the graph."""

    manifest: Manifest
    transforms: Transforms
    insights: Insights
    explanations: Explanations
    parity: Parity
