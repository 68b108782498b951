"""SharedModels as a cell's output."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jupyterlab_canvas_share.model.shares import SharedModel
from jupyterlab_canvas_share.notebook.display import SharedModels

HOSTILE = "<script>alert(1)</script> & \x1b[31mred\u202e"


def shared_model(**changes: Any) -> SharedModel:
    at = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    return SharedModel.model_validate(
        {
            "id": "01JD6Z0000000000000000000A.alice",
            "owner": "alice",
            "direction": "with-me",
            "source": "autopilot",
            "title": "churn",
            "problem_type": "BinaryClassification",
            "target": "Churn",
            "objective": "F1",
            "objective_value": 0.61234,
            "note": "",
            "shared_at": at,
            "updated_at": at,
            "state": "ready",
            "versions": 1,
            "last_event": {"kind": "shared", "author": "alice", "at": at},
            **changes,
        }
    )


def test_a_hostile_title_and_note_are_only_text() -> None:
    shown = SharedModels(
        {"with-me": (shared_model(title=HOSTILE, note=HOSTILE, target=HOSTILE),), "by-me": ()}
    )
    html = shown._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; [31mred<") == 3
    assert all(character.isprintable() or character == "\n" for character in repr(shown))
    assert len(shown) == 1


def test_times_are_absolute_and_long_notes_are_cut() -> None:
    text = repr(SharedModels({"with-me": (shared_model(note="word " * 100),)}))
    assert (
        datetime(2026, 11, 21, 9, 30, tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S") in text
    )
    assert "…" in text
    assert "F1 0.6123" in text
    assert max(map(len, text.splitlines())) < 260
