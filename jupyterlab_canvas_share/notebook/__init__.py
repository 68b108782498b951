"""Sharing from a cell: magics over the REST API of the server that runs the kernel."""
