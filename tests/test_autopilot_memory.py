"""Memory is bounded, and running out of it is told as such."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jupyterlab_canvas_share.autopilot.memory import available_bytes, is_out_of_memory

_ALLOCATE = """
from jupyterlab_canvas_share.autopilot.memory import is_out_of_memory, limit_memory
import numpy
limit_memory({share})
try:
    numpy.ones(3 << 30, dtype=numpy.uint8)
    print("got it")
except Exception as error:
    print(is_out_of_memory(error), numpy.ones(1 << 20, dtype=numpy.uint8).sum())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound it")
def test_more_than_the_share_is_refused_and_the_process_lives_on() -> None:
    # 0 of what is available is the least that is left to anybody: 2 GiB
    answer = subprocess.run(
        [sys.executable, "-c", _ALLOCATE.format(share=0.0)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["True", str(1 << 20)]


def test_the_machine_says_what_it_has() -> None:
    found = available_bytes()
    assert found is None or found > 10_000_000


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), True),
        (RuntimeError("std::bad_alloc"), True),
        (ValueError("Unable to allocate 8.00 GiB for an array"), True),
        (ValueError("could not convert string to float"), False),
    ],
)
def test_each_library_says_it_in_its_own_words(error: Exception, told: bool) -> None:
    assert is_out_of_memory(error) is told
