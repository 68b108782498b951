"""The algorithms: one file each. Imported by the training subprocess only; all of it is heavy."""
