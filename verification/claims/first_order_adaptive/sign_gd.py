"""Sign descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.first_order_adaptive.lion import Lion
from refimpl.problems import Quadratic, diagonal_quadratic, random_logistic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.adam_iterates import A, B
from verification.claims.first_order_adaptive.adam_tapes import GRADIENTS, START, STEP_SIZES
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding
from verification.mutants.first_order_adaptive import sign_gd as mutants
from verification.tape import follow
from verification.trial import complete_run, first_iterates


@claim(
    "sign-gd",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_12 on a quadratic with an off-diagonal Hessian equal sign descent in exact rationals",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.SignOfZeroIsOne)),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; fractions evaluate it without this library. Both signs change on the way."""
    x, expected = [Fraction(33, 16), Fraction(-1)], []
    for _ in range(12):
        g = [sum(a * v for a, v in zip(row, x)) - b for row, b in zip(A, B)]
        x = [v - Fraction(1, 4) * ((s > 0) - (s < 0)) for v, s in zip(x, g)]
        expected.append(x)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    return first_iterates(method(0.25), problem, np.array([2.0625, -1.0]), expected, engine)


@claim(
    "sign-gd",
    theorem="reduction to Lion",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the iterates are those of Lion with beta1 = 0 and without decay, to the last bit",
    engine_fixed=True,
    controls=(*planted(*mutants.MUTANTS), *without("beta1 = 0", beta1=0.75)),
)
def lion_without_memory(method: type, engine: str, beta1: float = 0.0) -> Finding:
    """c = (1 - 0) g, so the step is that of the sign of the gradient whatever the memory holds."""
    x, _ = follow(method(1.0), START, GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    y, _ = follow(Lion(1.0, beta1, 0.875), START, GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    return identity(x, y, tolerance=0.0)


@claim(
    "sign-gd",
    theorem="one-step decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x) - eta |g|_1 + d L eta^2/2 at every t for L-smooth f",
    engine_fixed=True,
    controls=(
        *planted(mutants.SignForgotten, mutants.Normalised, mutants.LengthShared, mutants.Ascent),
        *without("smoothness L", share=0.0),
    ),
)
def decrease(method: type, engine: str, share: float = 1.0) -> Finding:
    """f(x+) <= f + <g, s> + (L/2)|s|^2 with s = -eta sign(g): <g, s> = -eta |g|_1 and |s|^2 <= d eta^2."""
    problem, eta = random_logistic(n=30, d=3, mu=0.125, seed=1), 0.25
    x = complete_run(method(eta), problem, np.array([4.0, -3.0, 2.0]), 40, engine=engine).x
    f = np.array([problem.value(v) for v in x])
    slope = np.array([np.sum(np.abs(problem.gradient(v))) for v in x[:-1]])
    right = f[:-1] - eta * slope + share * 3 * problem.smoothness() * eta**2 / 2
    return step_inequality(f[1:], right, allowance=256 * 2.0**-53, label="f(x_{t+1})")


@claim(
    "sign-gd",
    theorem="lower bound by the condition number",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on (mu x^2 + beta y^2)/2 from x = sqrt(2 Delta/mu), y = eta/2, an eta that ever reaches f <= eps takes "
    "at least (sqrt(Delta/eps) - 1) sqrt(kappa)/2 steps: kappa = 1e1, 1e2, 1e3",
    engine_fixed=True,
    controls=(
        *planted(mutants.StepTooLong),
        *without("the same step in every coordinate", factor=4.0),
    ),
)
def steps_grow_with_the_condition_number(method: type, engine: str, factor: float = 1.0) -> Finding:
    """y flips between eta/2 and -eta/2 for ever, so f <= eps needs beta eta^2/8 <= eps, eta <= sqrt(8 eps/beta). x has
    to go from sqrt(2 Delta/mu) to sqrt(2 eps/mu), in steps of eta: (sqrt(2 Delta) - sqrt(2 eps))/(eta sqrt(mu)) of
    them, which is at least (sqrt(Delta/eps) - 1) sqrt(beta/mu)/2. The largest such eta, less a little, is run.
    """
    gap, eps, least, taken = 1.0, 2.0**-8, [], []
    for kappa in (10.0, 100.0, 1000.0):
        eta = 0.99 * np.sqrt(8 * eps / kappa)
        steps = int(2 * (np.sqrt(gap / eps) - 1) * np.sqrt(kappa))
        start = np.array([np.sqrt(2 * gap), eta / 2])
        problem = diagonal_quadratic([1.0, kappa])
        x = complete_run(method(factor * eta), problem, start, steps, engine=engine).x
        reached = np.flatnonzero(x[:, 0] ** 2 / 2 <= eps)
        least.append((np.sqrt(gap / eps) - 1) * np.sqrt(kappa) / 2)
        taken.append(reached[0] if reached.size else steps)
    return bound(least, taken, x=[10, 100, 1000], xlabel="kappa", ylabel="steps")


CLAIMS = (
    first_iterates_on_a_quadratic,
    lion_without_memory,
    decrease,
    steps_grow_with_the_condition_number,
)
