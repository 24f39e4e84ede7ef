"""Memory that compiled functions take and give back, by Numba's own count."""

from __future__ import annotations

import numpy as np
from numba.core.runtime import _nrt_python, rtsys


def counted(function, *given):
    """The counts of one call, of a function that is compiled before: `alloc`, `free`, and `mi_` both of arrays."""
    function(*given)
    _nrt_python.memsys_enable_stats()
    try:
        before = rtsys.get_allocation_stats()
        function(*given)
        after = rtsys.get_allocation_stats()
    finally:
        _nrt_python.memsys_disable_stats()
    return type(after)(*(late - early for late, early in zip(after, before, strict=True)))


def made(function, *given):
    """Arrays that one call makes, those that come in left out."""
    return counted(function, *given).mi_alloc - sum(isinstance(x, np.ndarray) for x in given)
