"""Hyper-gradients by conjugate gradients: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import QuadraticBilevel, random_log_cosh_bilevel, random_orthogonal
from refimpl.problems.registry import EXAMPLES
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.neumann_gradient import iterates_by_lists
from verification.evidence import bound, identity
from verification.finding import Finding
from verification.mutants.bilevel import cg_gradient as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG, STALE, COLD, FEWER = mutants.SHARED
LINEAR = (
    mutants.OldResidual,
    mutants.SteepestDescent,
    mutants.QuotientOfNorms,
    mutants.LowerGradientOnTheRight,
)


@claim(
    "cg-gradient",
    theorem="the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with T = 3 lower steps, q the minimiser over span(b, Hb), in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """Two steps minimise q'Hq/2 - b'q over span(b, Hb): normal equations of two unknowns, without the recursion."""

    def adjoint(x: Any, y: Any) -> Any:
        H, b = lists.lower_yy(x, y), lists.upper_y(x, y)
        basis = (b, lists.times(H, b))
        G = [[lists.dot(u, lists.times(H, v)) for v in basis] for u in basis]
        c = lists.solve(G, [lists.dot(u, b) for u in basis])
        return lists.plus([c[0] * v for v in basis[0]], basis[1], c[1])

    algorithm = method(0.125, 0.015625, 3, 2, np.array(lists.START))
    return first_iterates(
        algorithm, lists.curved(), np.array(lists.X0), iterates_by_lists(adjoint, 3, "0.015625"), engine
    )


@claim(
    "cg-gradient",
    theorem="termination",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="k = dy steps at y* give the hyper-gradient, 1e-12: dense g_yy of dy = 5, and a curved lower level",
    controls=(
        *planted(FLIPPED, STOPPED, *LINEAR, mutants.OneStepFewer),
        *without("k = dy", fewer=1),
    ),
)
def exact_in_as_many_steps_as_unknowns(method: type, engine: str, fewer: int = 0) -> Finding:
    """Residuals are orthogonal, so the one after dy steps is zero. Rounding: condition 10 times 1e2 operations.
    Where f_y = 0 the residual is zero at once."""
    rng, left, right = np.random.default_rng(2), [], []
    Q = random_orthogonal(rng, 5)
    A = Q @ np.diag([1.0, 2.0, 4.0, 7.0, 10.0]) @ Q.T
    dense = QuadraticBilevel((A + A.T) / 2, rng.standard_normal((5, 2)), rng.standard_normal(5), 0.5)
    curved, solved = random_log_cosh_bilevel(dx=2, dy=4, mu=0.5, seed=1), EXAMPLES["bilevel-solved"]
    for problem, start in ((dense, [0.5, -1.0]), (curved, [0.5, -1.0]), (solved.build(), solved.start)):
        x0, d = np.array(start), problem.lower_dimension()
        algorithm = method(1.0, 0.1, 1, d - fewer, problem.lower_solution(x0))
        x = complete_run(algorithm, problem, x0, 1, engine=engine).x
        left.append(x[0] - x[1])
        right.append(problem.hypergradient(x0))
    return identity(np.array(left), np.array(right), tolerance=1e-12)


@claim(
    "cg-gradient",
    theorem="Chebyshev bound",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|q_k - H^{-1}b|_H <= 2 ((sqrt c - 1)/(sqrt c + 1))^k |H^{-1}b|_H, k = 1, ..., 29, condition c = 100",
    controls=planted(FLIPPED, STOPPED, mutants.OldResidual, mutants.SteepestDescent, mutants.QuotientOfNorms),
)
def energy_error(method: type, engine: str) -> Finding:
    """q_k is optimal over polynomials p(H) b of degree k - 1, so its error is at most max |1 - h p(h)| over h:

    the scaled Chebyshev polynomial. With g_xy = -I, f_x = 0 the direction is q_k itself. 30 Chebyshev nodes.
    """
    d = 30
    h = 50.5 + 49.5 * np.cos(np.pi * np.arange(d) / (d - 1))
    problem, x0 = QuadraticBilevel(np.diag(h), np.eye(d), np.zeros(d), 0.0), h * np.ones(d)
    y, ks = np.ones(d), np.arange(1, d)  # y* = A^{-1} x = (1, ..., 1), and b = y*
    errors = []
    for k in ks:
        x = complete_run(method(1.0, 0.01, 1, int(k), y), problem, x0, 1, engine=engine).x
        e = x[0] - x[1] - 1 / h
        errors.append(np.sqrt(e @ (h * e)))
    factor = (np.sqrt(100.0) - 1) / (np.sqrt(100.0) + 1)
    scale = np.sqrt(np.sum(1 / h))
    # x_0 - x_1 loses 100 u of q in each of 30 entries
    return bound(
        np.array(errors), 2 * factor**ks * scale, allowance=1e-12, x=ks, xlabel="k", ylabel="|q_k - q|_H"
    )


CLAIMS = (first_iterates_where_levels_are_coupled, exact_in_as_many_steps_as_unknowns, energy_error)
