"""AutoGluon on one fold, run by a Python that has ``autogluon.tabular`` and nothing of ours.

``python autogluon_peer.py <fold's folder> <predictions.csv> <preset>``; prints facts as JSON.
"""

import json
import shutil
import sys
import time
from pathlib import Path

import pandas
from autogluon.tabular import TabularPredictor

METRICS = {"AUC": "roc_auc", "Accuracy": "accuracy", "RMSE": "root_mean_squared_error"}


def main() -> None:
    folder, target, preset = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    task = json.loads((folder / "task.json").read_text())
    train = pandas.read_csv(folder / "train.csv")
    test = pandas.read_csv(folder / "test.csv")
    if task["problem"] != "regression":
        train[task["target"]] = train[task["target"]].astype(str)
    state = target.with_suffix(".state")
    began = time.monotonic()
    predictor = TabularPredictor(
        label=task["target"],
        problem_type=task["problem"],
        eval_metric=METRICS[task["metric"]],
        path=str(state),
        verbosity=0,
    ).fit(train, presets=preset, time_limit=task["seconds"], num_cpus=2, num_gpus=0)
    seconds = time.monotonic() - began
    found = pandas.DataFrame({"prediction": predictor.predict(test)})
    if task["problem"] != "regression":
        for name, values in predictor.predict_proba(test).items():
            found[f"probability_{name}"] = values
    found.to_csv(target, index=False)
    print(json.dumps({"seconds": seconds, "best": predictor.model_best}))
    shutil.rmtree(state, ignore_errors=True)


# it starts processes that read this file again
if __name__ == "__main__":
    main()
