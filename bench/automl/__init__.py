"""The embedded Autopilot beside FLAML and AutoGluon: same data, folds, budget and machine."""
