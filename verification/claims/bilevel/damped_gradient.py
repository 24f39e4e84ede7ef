"""Damped hyper-gradients: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import QuadraticBilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.neumann_gradient import iterates_by_lists
from verification.claims.bilevel.overparameterised import instance, projected
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import damped_gradient as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG, STALE, COLD, FEWER = mutants.SHARED
DAMPING = (mutants.DampingSquared, mutants.DampingSubtracted, mutants.DampingNormalised)


@claim(
    "damped-gradient",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with T = 2 lower steps and eps = 1/4, in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """(H + I/4) q = f_y by Gauss-Jordan elimination; list arithmetic without this library."""

    def adjoint(x: Any, y: Any) -> Any:
        H = lists.lower_yy(x, y)
        shifted = [
            [v + (lists.Decimal("0.25") if i == j else 0) for j, v in enumerate(row)]
            for i, row in enumerate(H)
        ]
        return lists.solve(shifted, lists.upper_y(x, y))

    algorithm = method(0.125, 0.0625, 2, 0.25, np.array(lists.START))
    return first_iterates(
        algorithm, lists.curved(), np.array(lists.X0), iterates_by_lists(adjoint, 2), engine
    )


def filters(method: Any, engine: str, h: np.ndarray, damping: float) -> np.ndarray:
    """What multiplies the eigenvectors of h: with g_xy = -I, f_x = 0 and f_y = (1, ..., 1) q is the direction."""
    n = len(h)
    problem, x0 = QuadraticBilevel(np.diag(h), np.eye(n), np.zeros(n), 0.0), h * np.ones(n)
    x = complete_run(method(1.0, 1.0, 1, damping, np.ones(n)), problem, x0, 1, engine=engine).x
    return x[0] - x[1]


@claim(
    "damped-gradient",
    theorem="spectral filter",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="1/(h + eps), eps = 1/(gamma i); i terms of Neumann: 1 to 2, 25/16, 1.2985 times it for i = 1, 2, 2^14",
    controls=planted(FLIPPED, STOPPED, LONG, *DAMPING),
)  # fmt: skip
def series_and_damping_differ_by_a_bounded_factor(method: type, engine: str) -> Finding:
    """With u = gamma h in (0, 1], the ratio is (1 - (1 - u)^i)(1 + 1/(i u)). i = 1: 1 + u. i = 2: (2 - u)(u + 1/2), at

    most 25/16 at u = 3/4. In general (1 - u)^i (1 + i u) <= (1 - u)^i (1 + u)^i <= 1 (Bernoulli), so
    1 - (1 - u)^i >= i u/(1 + i u) and the ratio is at least 1. The damped filter itself is exact: q = 1/(h + eps).
    i -> inf at s = i u: (1 - e^-s)(1 + 1/s), stationary only where e^s = 1 + s + s^2, s = 1.79328, with the value
    1 + s/(1 + s + s^2) = 1.29843 there. As e^-s - (1 - s/i)^i <= e^-s s^2/i, at i = 2^14 it is at most
    e^-s s (1 + s)/i < 2^-14 larger.
    """
    findings = []
    for i, largest in ((1, 2.0), (2, 25 / 16), (2**14, 1.2985)):
        u = (np.linspace(0.0625, 1.0, 16) - 2.0**-6) * min(1, 4 / i)  # never 1/i, where h - eps vanishes
        found = filters(method, engine, u, 1 / i)
        series = (1 - (1 - u) ** i) / u
        findings.append(
            tight(found, 1 / (u + 1 / i), tolerance=1e-12, x=u, xlabel="gamma h", ylabel="filter")
        )
        findings.append(bound(found, series, x=u, xlabel="gamma h", ylabel="filter"))
        findings.append(bound(series, largest * found, x=u, xlabel="gamma h", ylabel="filter"))
    return worst(findings)


@claim(
    "damped-gradient",
    theorem="limit without damping",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="many solutions: singular values s of Phi enter as s/(s^2 + eps), to the pseudo-inverse's 1/s",
    controls=(
        *planted(FLIPPED, STOPPED, *DAMPING),
        *without("the damped factors", factors="one"),
    ),
)  # fmt: skip
def limit_without_damping(method: type, engine: str, factors: str = "damped") -> Finding:
    """At a solution g_xy = diag(Qy) Phi, and Phi (Phi'Phi + eps I)^{-1} = U diag(s/(s^2 + eps)) V'. eps >= 2^-20.

    So the error against the pseudo-inverse is of first order in eps. Rounding: condition 1/eps of the solve, 1e6 u.
    """
    problem, x0, left, right = instance(), np.array([0.5, -0.25]), [], []
    M = problem.P + x0[:, None] * problem.Q
    U, s, Vt = np.linalg.svd(M, full_matrices=False)
    y = projected(problem, x0, np.zeros(3))
    for eps in 2.0 ** -np.arange(0, 21, 4):
        x = complete_run(method(1.0, 0.25, 1, eps, y), problem, x0, 1, engine=engine).x
        weights = s / (s**2 + eps) if factors == "damped" else 1 / s
        left.append(x[0] - x[1])
        right.append(-(problem.Q @ y) * (U @ (weights * (Vt @ (y - problem.t)))))
    return identity(np.array(left), np.array(right), tolerance=1e-9)


CLAIMS = (
    first_iterates_where_levels_are_coupled,
    series_and_damping_differ_by_a_bounded_factor,
    limit_without_damping,
)
