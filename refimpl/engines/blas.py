"""One thread of BLAS for each of many runs at once.

Each of two threads that run algorithms would call a BLAS of two threads, and these wait for one another: at d = 1000
that cost 15 times the processor time on two cores [measured].
"""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import ThreadpoolController


@functools.cache
def _libraries() -> ThreadpoolController:
    import scipy.linalg.cython_blas  # noqa: F401 what compiled code calls must be loaded to be found

    return ThreadpoolController()


def single_threaded() -> AbstractContextManager[Any]:
    """BLAS has one thread inside; of several Python threads the first inside decides, for the whole process."""
    return _libraries().limit(limits=1, user_api="blas")
