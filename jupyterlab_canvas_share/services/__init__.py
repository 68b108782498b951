"""The rules: who may do what, in which order. Plain async Python that knows no HTTP."""
