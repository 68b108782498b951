"""What ``AUTO`` becomes, and how many candidates a job makes."""

from __future__ import annotations

from ..model.job_requests import (
    ALGORITHMS,
    DEFAULT_CANDIDATES,
    AutoMLMode,
    CreateAutoMLJob,
    TrainedAlgorithm,
)
from ..model.jobs import Algorithm

#: SageMaker's rule: above it, hyperparameters are tuned.
AUTO_BYTES = 100 * 1000 * 1000
#: Made of the other candidates, each from so many candidates on: the ensemble is one of them.
ENSEMBLES: dict[Algorithm, int] = {"WeightedEnsemble": 3, "StackedEnsemble": 10}


def resolve_mode(request: CreateAutoMLJob, size: int) -> tuple[AutoMLMode, str]:
    """The mode of a job on input files of ``size`` bytes, and a sentence why."""
    if request.mode != "AUTO":
        return request.mode, "Chosen by you."
    if request.sample_weight_column is not None:
        return "ENSEMBLING", "Auto chose Ensembling, because only it uses sample weights."
    shown, limit = f"{size / 1e6:,.1f} MB", f"{AUTO_BYTES / 1e6:.0f} MB"
    if size > AUTO_BYTES:
        return (
            "HYPERPARAMETER_TUNING",
            f"Auto chose Hyperparameter optimization, because the data takes {shown}, more than "
            f"{limit}.",
        )
    return (
        "ENSEMBLING",
        f"Auto chose Ensembling, because the data takes {shown}, no more than {limit}.",
    )


def algorithms_of(request: CreateAutoMLJob, mode: AutoMLMode) -> tuple[TrainedAlgorithm, ...]:
    """Those chosen, or all of the mode; in the order of the mode."""
    chosen = request.algorithms or ALGORITHMS[mode]
    return tuple(algorithm for algorithm in ALGORITHMS[mode] if algorithm in chosen)


def ensembles_of(request: CreateAutoMLJob, mode: AutoMLMode) -> tuple[Algorithm, ...]:
    """The ensembles that a job makes; they count among the candidates asked for."""
    if mode != "ENSEMBLING":
        return ()
    most = request.max_candidates
    return tuple(name for name, least in ENSEMBLES.items() if most is None or most >= least)


def trial_limit(request: CreateAutoMLJob, mode: AutoMLMode) -> int:
    """How many models are trained at most, ensembles not among them."""
    if request.max_candidates is None:
        return DEFAULT_CANDIDATES[mode]
    return request.max_candidates - len(ensembles_of(request, mode))
