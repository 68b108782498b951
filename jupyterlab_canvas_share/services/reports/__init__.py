"""The reports of a model, of one's own or shared: **Download Performance Reports**."""

from __future__ import annotations

from .available import available_reports
from .reports import Report, Reports

__all__ = ["Report", "Reports", "available_reports"]
