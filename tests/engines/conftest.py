"""Fixtures of the engines' tests."""

from __future__ import annotations

import pytest


@pytest.fixture
def counted_memory():
    """Numba counts the arrays that it makes."""
    from numba.core.runtime import _nrt_python

    _nrt_python.memsys_enable_stats()
    yield
    _nrt_python.memsys_disable_stats()
