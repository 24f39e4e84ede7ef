"""The nested loop of Langevin chains: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import localcontext

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic import bilevel as lists
from verification.arithmetic import diffusion as exact
from verification.claim import Kind, Standing, claim, named, planted
from verification.claims.bilevel.diffusion import UNIT, Pair, T, expected_covariances, location, signed
from verification.evidence import exact_moments, identity, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel.nested_langevin import MUTANTS
from verification.trial import complete_run, first_iterates

controls = functools.partial(named, MUTANTS)


@claim(
    "nested-langevin",
    theorem="nested loop",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with three chains, T = 2, on curved, coupled levels equal the loops in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_with_three_chains(method: type, engine: str) -> Finding:
    """The step is the definition; gamma = 1/8 makes the root in the noise rational. The covariance is over pairs."""
    draws = np.random.default_rng(3).standard_normal(160)
    with localcontext() as context:
        context.prec = 80
        expected = exact.nested_loop(draws.tolist(), 4, 2)
    algorithm = method(0.25, 0.125, 2, np.array(exact.CLOUD))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine, rng=tape(draws))


@claim(
    "nested-langevin",
    theorem="bias of finite chains",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="location model: the fixed point is off by a (t - m)/(1 - a), a = (1 - gamma)^T, for T = 1, ..., 16",
    controls=controls(
        "divided-by-n", "reward-flipped", "law-held-fixed", "step-too-long", "noise-without-root", "potential-climbed",
        "one-inner-step-fewer", "chains-go-on",
    ),
)  # fmt: skip
def fixed_points_of_finite_chains(method: type, engine: str) -> Finding:
    """Chains from m have mean a m + (1 - a) x, and G = s (a m + (1 - a) x - t) with their sample variance s, which

    draws keep at 2 d^2 (see `Pair`): linear in x, so one step of length 1/(s (1 - a)) ends at the zero, and the
    next stays. T -> infinity gives t, the fixed point of the single loop, which has no such bias.
    """
    gamma, mean, found, expected = 0.25, -0.5, [], []
    pair = Pair(gamma, 0.75)
    for steps in range(1, 17):
        a = (1 - gamma) ** steps
        algorithm = method(1 / (2 * 0.75**2 * (1 - a)), gamma, steps, pair.cloud(mean))
        x = complete_run(
            algorithm, location(), np.array([1.5]), 2, engine=engine, rng=pair.draws(4 * steps)
        ).x
        found.append(x[1:, 0])
        expected.append([(T - a * mean) / (1 - a)] * 2)
    bias, predicted = (np.abs(np.array(v)[:, 1] - T) for v in (found, expected))
    # some 20 roundings a step of numbers near one, at most 32 steps; the bias is 0.01 at least
    return worst(
        [
            tight(bias, predicted, tolerance=1e-10, x=np.arange(1, 17), xlabel="T", ylabel="bias"),
            identity(np.array(found), np.array(expected), tolerance=1e-12),
        ]
    )


@claim(
    "nested-langevin",
    theorem="expectation of a step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="two chains of T = 2, location model: E x_1 = x - eta v_T (E M_T - t), v_T with the divisor N - 1",
    controls=controls(
        "divided-by-n", "reward-flipped", "law-held-fixed", "step-too-long", "noise-not-doubled", "noise-without-root",
        "one-draw-for-all-particles", "potential-climbed", "one-inner-step-fewer",
    ),
)  # fmt: skip
def expectation_of_a_step(method: type, engine: str) -> Finding:
    """G = D^2/2 (M - t) with the difference D and the mean M of the two chains, which share none of their cumulants of

    order two and three: E G = E D^2/2 (E M - t). Degree three in each of four draws: sixteen patterns of signs.
    """
    gamma, eta, x0, start = 0.25, 0.375, 1.5, np.array([[0.5], [-0.25]])
    runs = [
        complete_run(method(eta, gamma, 2, start), location(), np.array([x0]), 1, engine=engine, rng=t).x[
            1, 0
        ]
        for t in signed(4)
    ]
    m = x0 + (1 - gamma) ** 2 * (float(start.mean()) - x0)
    expected = x0 - eta * expected_covariances(gamma, 0.75, 2)[2] * (m - T)
    return exact_moments(np.array(runs), np.full(16, 1 / 16), mean=expected, tolerance=1e3 * UNIT)


CLAIMS = (first_iterates_with_three_chains, fixed_points_of_finite_chains, expectation_of_a_step)
