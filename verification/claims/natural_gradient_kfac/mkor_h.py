"""MKOR-H: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from refimpl.natural_gradient_kfac.mkor import MKOR
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.natural_gradient_kfac import rank_one
from verification.claims.second_order.gauss_newton_batches import whole
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.natural_gradient_kfac.mkor_h import MUTANTS
from verification.trial import complete_run

controls = functools.partial(named, MUTANTS)


@claim(
    "mkor-h",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on batches of a softmax regression equal 80-digit decimals; x_2 has not paid",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """The definition, entry by entry: MKOR's steps, the mean of -log q over all examples, and gradient descent."""
    return rank_one.in_decimals(method, engine, "mkor-h")


@claim(
    "mkor-h",
    theorem="decrease before and after",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_t) <= (1 - least)^t f(x_0) while MKOR pays; from the first x_t with f(x_t) > (1 - least) f(x_{t-1}) "
    "on f(x+) <= f(x) - (eta/2) |g|^2, whole batch and eta = 1/L",
    engine_fixed=True,
    controls=(
        *controls("never-back", "any-decrease", "back-for-one-step", "uphill-later"),
        *without("smoothness L", understated=2.0**-5),
    ),
)
def losses_fall_before_and_after(method: type, engine: str, understated: float = 1.0) -> Finding:
    """The rule is the first statement; the second is the descent lemma. MKOR without its stabiliser goes on, on these
    inputs, with steps that are ever less a descent.
    """
    problem, least, steps = rank_one.LEANING, 0.2, 12
    eta = 1 / (understated * problem.smoothness())
    algorithm = method(eta, 0.75, 1e3, 0.25, least, 4, 3)
    x = complete_run(algorithm, problem, rank_one.LEANING_START, steps, rng=whole(4, steps), engine=engine).x
    f, g = (np.array([h(v) for v in x]) for h in (problem.value, problem.gradient))
    last = first_unpaid(f, least)
    later = np.sum(g[last:-1] ** 2, axis=1) * eta / 2
    # sums of four logarithms of order one
    return worst([
        bound(f[:last], f[0] * (1 - least) ** np.arange(last), allowance=1e-12),
        step_inequality(later, f[last:-1] - f[last + 1 :], allowance=64 * 2.0**-53),
    ])  # fmt: skip


def first_unpaid(f: np.ndarray, least: float) -> int:
    """The first t with f_t > (1 - least) f_{t-1}."""
    return int(np.argmin(f[1:] <= (1 - least) * f[:-1])) + 1


@claim(
    "mkor-h",
    theorem="MKOR, then gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="up to the first x that has not paid the iterates are MKOR's, from there on those of gradient descent",
    engine_fixed=True,
    controls=controls("never-back", "any-decrease", "absolute-least", "back-for-one-step", "uphill-later",
                      "not-stabilised", "exact", "old-factors"),
)  # fmt: skip
def first_mkor_then_gradient_descent(method: type, engine: str) -> Finding:
    """By definition: the rule reads nothing but losses of iterates, and those are MKOR's own until the first that has
    not paid.
    """
    problem, steps, least, values = rank_one.LEANING, 8, 0.2, (0.4375, 0.75, 2.0, 0.25)
    x, y = (
        complete_run(a, problem, rank_one.LEANING_START, steps, rng=whole(4, steps), engine=engine).x
        for a in (method(*values, least, 4, 3), MKOR(*values, 4, 3))
    )
    last = first_unpaid(np.array([problem.value(v) for v in y]), least)
    expected = list(y[: last + 1])
    for _ in range(steps - last):
        expected.append(expected[-1] - values[0] * problem.gradient(expected[-1]))
    # eight steps of a few dozen operations on numbers of order one
    return identity(x, np.array(expected), tolerance=1e-13)


@claim(
    "mkor-h",
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start where all signals are zero is a fixed point, exactly",
    controls=without("zero signals", offset=0.5),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """s = 0 in every draw, hence G = 0: MKOR's step is zero and does not pay, and gradient descent rests as well."""
    return rank_one.rest(method(0.25, 0.75, 0.875, 0.25, 0.125, 2, 4), engine, offset)


CLAIMS = (
    first_iterates_in_decimals,
    losses_fall_before_and_after,
    first_mkor_then_gradient_descent,
    stationary_point_is_fixed,
)
