"""What reverse and forward mode are both examined by: the gradient and the minimisers of the T-step problem."""

from __future__ import annotations

from decimal import localcontext
from typing import Any

import numpy as np

from refimpl.problems import QuadraticBilevel
from verification.arithmetic import bilevel as lists
from verification.evidence import geometric_rate, identity
from verification.finding import Finding, worst
from verification.trial import complete_run


def exact_gradient(algorithm: Any, engine: str, steps: int) -> Finding:
    """Directions (eta = 1) of an algorithm with gamma = 1/16 and `steps` lower steps, against central differences.

    f(x, y_T(x)) is evaluated in 200 digits by lists. Rounding: 1e2 operations on numbers up to 10.
    """
    x0 = np.array(lists.X0)
    with localcontext() as context:
        context.prec = 200
        expected = lists.unrolled_gradient(
            lists.decimals(lists.X0), lists.decimals(lists.START), lists.Decimal("0.0625"), steps
        )
    moved = complete_run(algorithm, lists.curved(), x0, 1, engine=engine).x
    return identity(moved[0] - moved[1], np.array(expected), tolerance=1e-13)


def minimisers(make: Any, engine: str, gamma: float = 1.0) -> Finding:
    """argmin of the T-step problem for T = 1, ..., 80 and its distance to x*, A = diag(1, 0.3), one upper variable.

    From start 0, y_T = x u with u = (I - (I - gamma A)^T) A^{-1} b, so F_T(x) = |x u - t|^2/2 has the minimiser
    t'u/|u|^2, which one step of length 1/|u|^2 reaches; its distance to x* is of order (1 - gamma mu)^T.
    """
    a, b, t = np.array([1.0, 0.3]), np.ones(2), np.array([1.0, 2.0])
    problem = QuadraticBilevel(np.diag(a), b[:, None].copy(), t, 0.0)
    best = np.dot(t, b / a) / np.dot(b / a, b / a)
    found, expected = [], []
    for T in range(1, 81):
        u = (1 - (1 - gamma * a) ** T) * b / a
        algorithm = make(1 / np.dot(u, u), gamma, T, np.zeros(2))
        found.append(complete_run(algorithm, problem, np.array([0.5]), 1, engine=engine).x[1, 0])
        expected.append(np.dot(t, u) / np.dot(u, u))
    rate = geometric_rate(np.abs(np.array(found) - best), 0.7, ylabel="|argmin F_T - x*|")
    return worst([rate, identity(np.array(found), np.array(expected), tolerance=1e-13)])
