"""SciPy: what one writes by hand with `scipy.linalg`: Cholesky in place of LU. Its minimisers take other steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from verification.bench.cases import Instance
from verification.bench.peers import Contestant, Peer


def _loop(instance: Instance, length: Callable[[Any, Any], float]) -> Contestant:
    A, y, mu = instance.problem
    n, d = A.shape

    def loop(steps: int) -> Any:
        x = instance.x0
        for _ in range(steps):
            w = np.tanh(y * (A @ x) / 2)
            g = mu * x - A.T @ (y * (1 - w) / 2) / n
            H = (A.T * ((1 - w * w) / (4 * n))) @ A
            H[np.diag_indices(d)] += mu
            direction = cho_solve(cho_factor(H, overwrite_a=True, check_finite=False), g, check_finite=False)
            x = x - length(g, direction) * direction
        return x

    return loop


def _newton(instance: Instance) -> Contestant:
    return _loop(instance, lambda g, n: instance.algorithm.step_size)


def _aicn(instance: Instance) -> Contestant:
    L = instance.algorithm.L_est
    return _loop(instance, lambda g, n: 2 / (1 + np.sqrt(1 + 2 * L * np.sqrt(g @ n))))


PEERS = {"newton": Peer(_newton), "aicn": Peer(_aicn)}
