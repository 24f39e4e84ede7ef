"""What the accelerated methods of second and third order share: estimating sequences, and points in few dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from refimpl import Trajectory
from refimpl.core.observables import Suboptimality
from verification.claims.second_order.inexact import quiet
from verification.evidence import bound, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run


class Weights(NamedTuple):
    """a_k, A_k and the constants of psi_k for k = 1, 2, ...; C3 or C4 may be a number for all k."""

    a: np.ndarray
    A: np.ndarray
    C2: Any
    C3: Any
    C4: Any


def below_the_estimates(
    t: Trajectory,
    x0: np.ndarray,
    gradients: np.ndarray,
    errors: np.ndarray,
    w: Weights,
    radius: Callable[[np.ndarray], np.ndarray],
    noise: Any,
) -> Finding:
    """A_k (f(x_k) - f*) <= min psi_k + errors, psi_k(x) = (C2/2) |x - x_0|^2 + (C3/3) |x - x_0|^3 + (C4/4) |x - x_0|^4
    + sum a_i [f(x_i) + <g_i, x - x_i>].

    g_i are the `gradients` at x_i with their `errors` in it; `radius` is |u_k - x_0| of |sum a_i g_i|, and `noise` the
    part of what is lost at every k that is not <e_k, u_{k-1} - x_k>.
    """
    x, f, g = t.x[1:] - x0, t.observed["Suboptimality"][1:], gradients
    s, c = np.cumsum(w.a[:, None] * g, axis=0), np.cumsum(w.a * (f - np.sum(g * x, axis=1)))
    size = np.linalg.norm(s, axis=1)
    rho = radius(size)
    psi = c + w.C2 / 2 * rho**2 + w.C3 / 3 * rho**3 + w.C4 / 4 * rho**4 - size * rho
    u = np.vstack([0 * x0, -(rho / size)[:, None] * s])[:-1]
    lost = noise - w.a * np.sum(errors * (u - x), axis=1)
    # some hundred roundings of terms of the size of the sums
    terms = w.A * f + np.cumsum(w.a * (f + np.abs(np.sum(g * x, axis=1)))) + size * rho
    right = psi + np.cumsum(lost)
    return step_inequality(w.A * f, right, allowance=1e-13 * terms, x=t.steps[1:], label="A_k (f(x_k) - f*)")


def gaps_in_the_span(
    algorithm: Any,
    chain: Callable[[int], tuple[Any, np.ndarray, np.ndarray]],
    steps: Iterable[int],
    limits: Callable[[Any, float, int], tuple[float, float]],
    engine: str,
) -> Finding:
    """f(x_t) - f* is at least both `limits` of a problem, R and T = 2 t - 1, where x_t has T coordinates at most.

    `chain` gives the problem of dimension 2 T + 1, its origin, R from the minimiser, and a start.
    """
    gaps, least, t = [], [], np.array(list(steps))
    for count in t.tolist():
        T = 2 * count - 1
        problem, origin, start = chain(2 * T + 1)
        run = complete_run(algorithm, quiet(problem), start, count, engine=engine, record=[Suboptimality()])
        gaps.append(run.observed["Suboptimality"][-1])
        least.append(limits(problem, float(np.linalg.norm(problem.minimizer() - origin)), T))
    inverse = 1 / np.array(gaps)
    return worst(
        [bound(inverse, 1 / v, x=t, xlabel="t", ylabel="1/(f(x_t) - f*)") for v in np.array(least).T]
    )
