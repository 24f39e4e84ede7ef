"""HOAG: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.problems import random_quadratic_bilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel import hoag as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG = mutants.SHARED


@claim(
    "hoag",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with e_k = (3/4)^k/2, mu = 2, all derivatives coupled, in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """The method is its definition; conjugate gradients by explicit orthogonalisation instead of the recursion."""
    with localcontext() as context:
        context.prec = 200
        gamma, mu, e, expected = Decimal("0.0625"), Decimal(2), Decimal("0.5"), []
        x, y, q = lists.decimals(lists.X0), lists.decimals(lists.START), [Decimal(0)] * 3
        for _ in range(5):
            y = lists.solved(x, y, gamma, mu * e)
            q = lists.conjugate(lists.lower_yy(x, y), lists.upper_y(x, y), q, e)
            moved = lists.plus(x, lists.hypergradient(x, y, q), -Decimal("0.125"))
            x, e = moved, 3 * e / 4
            expected.append(x)
    algorithm = method(0.125, 0.0625, 2.0, 0.5, 0.75, 50, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine)


def quadratic_run(method: Any, engine: str, steps: int, **changes: Any) -> tuple[Any, Any, np.ndarray]:
    """A run on quadratic levels, the problem, and the bounds c_k = 2 l_g1 e_k/mu of the errors."""
    problem = random_quadratic_bilevel([1.0, 2.0, 5.0], 2, 0.5, seed=1)
    algorithm = method(1 / problem.smoothness(), 0.2, 1.0, 0.5, 0.8, 200, np.ones(3))
    algorithm = algorithm._replace(**changes)
    t = complete_run(algorithm, problem, np.array([3.0, -2.0]), steps, engine=engine)
    return t, problem, 2 * problem.l_g1() * 0.5 * 0.8 ** np.arange(steps)


@claim(
    "hoag",
    theorem="descent with inexact hyper-gradients",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="psi(x+) <= psi - |grad psi|^2/(2L) + (2 l_g1 e_k/mu)^2/(2L) at every k, e_k = 0.8^k/2, quadratic levels",
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, mutants.ConstantTolerance),
        *without("tolerances that go to zero", decay=1.0),
    ),
)
def descent_up_to_the_tolerance(method: type, engine: str, **changes: float) -> Finding:
    """x+ = x - z/L gives psi(x+) <= psi - |grad|^2/(2L) + |z - grad|^2/(2L) (descent lemma). For quadratic levels

    A(q - q*) = (Aq - f_y) + (y - y*), so |z - grad psi| <= l_g1 |q - q*| <= (l_g1/mu) (e_k + l_f1 e_k), l_f1 = 1.
    """
    t, problem, c = quadratic_run(method, engine, 50, **changes)
    f = np.array([problem.hyperobjective(v) for v in t.x])
    g = np.array([np.linalg.norm(problem.hypergradient(v)) for v in t.x])
    L = problem.smoothness()
    right = f[:-1] - g[:-1] ** 2 / (2 * L) + c**2 / (2 * L)
    return step_inequality(f[1:], right, allowance=1e-13 * (1 + f[:-1] + g[:-1] ** 2 / L), label="psi(x_k+1)")


@claim(
    "hoag",
    theorem="smallest gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="min_{k<K} |grad psi(x_k)|^2 <= (2L (psi(x_0) - psi*) + sum_{k<K} (2 l_g1 e_k/mu)^2)/K for K <= 150",
    controls=planted(STOPPED, DIRECT),
)
def smallest_gradient(method: type, engine: str) -> Finding:
    """The step inequality of `descent_up_to_the_tolerance` summed over k < K; psi(x_K) >= psi*."""
    t, problem, c = quadratic_run(method, engine, 150, most_steps=20)
    g = np.array([np.linalg.norm(problem.hypergradient(v)) for v in t.x[:-1]])
    K = np.arange(1, len(g) + 1)
    first = 2 * problem.smoothness() * (problem.hyperobjective(t.x[0]) - problem.minimum())
    return bound(
        np.minimum.accumulate(g**2), (first + np.cumsum(c**2)) / K, x=K, xlabel="K", ylabel="|grad psi|^2"
    )


@claim(
    "hoag",
    theorem="convergence",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="quadratic levels: x_100 is the minimiser in closed form, 1e-8; constant tolerances stop at a distance",
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, mutants.ConstantTolerance),
        *without("tolerances that go to zero", decay=1.0),
    ),
)
def limit_is_the_minimiser(method: type, engine: str, **changes: float) -> Finding:
    """x - x* contracts by 1 - r/L per step up to c_k/L, and the tolerance ends at 0.8^100/2 = 1e-10."""
    t, problem, _ = quadratic_run(method, engine, 100, **changes)
    return identity(t.x[-1], problem.minimizer(), tolerance=1e-8)


CLAIMS = (
    first_iterates_where_levels_are_coupled,
    descent_up_to_the_tolerance,
    smallest_gradient,
    limit_is_the_minimiser,
)
