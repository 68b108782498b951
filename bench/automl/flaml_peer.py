"""FLAML on one fold, run by a Python that has ``flaml[automl]`` and nothing of ours.

``python flaml_peer.py <fold's folder> <predictions.csv> default``; prints facts as JSON.
"""

import json
import sys
import time
from pathlib import Path

import pandas
from flaml import AutoML

METRICS = {"AUC": "roc_auc", "Accuracy": "accuracy", "RMSE": "rmse"}
TASKS = {"binary": "classification", "multiclass": "classification", "regression": "regression"}

folder, target = Path(sys.argv[1]), Path(sys.argv[2])
task = json.loads((folder / "task.json").read_text())
train = pandas.read_csv(folder / "train.csv")
test = pandas.read_csv(folder / "test.csv")
answers = train.pop(task["target"])
if task["problem"] != "regression":
    answers = answers.astype(str)
began = time.monotonic()
automl = AutoML()
automl.fit(
    X_train=train,
    y_train=answers,
    task=TASKS[task["problem"]],
    metric=METRICS[task["metric"]],
    time_budget=task["seconds"],
    n_jobs=2,
    seed=task["seed"],
    verbose=0,
)
seconds = time.monotonic() - began
found = pandas.DataFrame({"prediction": automl.predict(test)})
if task["problem"] != "regression":
    probabilities = automl.predict_proba(test)
    for position, name in enumerate(automl.classes_):
        found[f"probability_{name}"] = probabilities[:, position]
found.to_csv(target, index=False)
print(json.dumps({"seconds": seconds, "best": automl.best_estimator}))
