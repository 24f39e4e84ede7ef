"""Accelerated cubic Newton: what no method of its kind can go below, by what its oracles tell."""

from __future__ import annotations

from itertools import product

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.observables import Suboptimality
from refimpl.problems import Chain, CubicChain, FiniteNoise, Quadratic
from verification.claim import Kind, Standing, claim, without
from verification.claims.second_order.estimating import gaps_in_the_span
from verification.claims.second_order.inexact import Inexact, quiet
from verification.evidence import bound
from verification.finding import Finding
from verification.trial import complete_run


@claim(
    "accelerated-cubic-newton",
    theorem="lower bound, exact oracles",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="cubic chain of dimension 2 T + 1, T = 2 t - 1 oracle points: f(x_t) - f* >= (2/3) (T + 1), and that is "
    "0.0135 L R^3/(T + 1)^{7/2} at least",
    controls=without("start at 0", start=0.9),
    shows=("P402/2",),
)
def lower_bound_of_exact_oracles(method: type, engine: str, start: float = 0.0) -> Finding:
    """Where x is in span(e_1, ..., e_s) the gradient is in span(e_1, ..., e_{s+1}) and the Hessian maps that to itself:
    a point more adds one coordinate, also to u and y, so x_t has T at most. There f is the chain of dimension T with
    minimum -2T/3: the gap is (2/3) (d - T) at least. R^2 = d(d+1)(2d+1)/6 gives R^3 <= (8/3)^{3/2} (T + 1)^{9/2}, and
    L <= 8 sqrt 2. The control starts at a tenth of the way from the minimiser.
    """

    def chain(d: int) -> tuple[CubicChain, np.ndarray, np.ndarray]:
        problem = CubicChain(d)
        return problem, np.zeros(d), start * problem.minimizer()

    def limits(problem: CubicChain, R: float, T: int) -> tuple[float, float]:
        return 2 / 3 * (T + 1), 0.0135 * problem.hessian_lipschitz() * R**3 / (T + 1) ** 3.5

    return gaps_in_the_span(method(1.0, 0.0, 0.0), chain, range(1, 5), limits, engine)


@claim(
    "accelerated-cubic-newton",
    theorem="lower bound, inexact Hessian",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="quadratic chain of dimension 2 T + 1, T = 2 t - 1, with the matrix 0 for its Hessian, |H| <= delta: "
    "f(x_t) - f* >= (3/32) delta R^2/(T + 1)^2",
    controls=without("nothing known of the Hessian", known=1.0),
    shows=("P402/2",),
)
def lower_bound_of_an_inexact_hessian(method: type, engine: str, known: float = 0.0) -> Finding:
    """With B = 0 every vector is in the span of gradients at earlier points: T coordinates at most are not 0, and the
    bound of the chain is (delta/8) (1/(T + 1) - 1/(d + 1)) = delta/(16 (T + 1)), delta = 1; R^2 <= (d + 1)/3. The
    control sees the Hessian and trusts it.
    """
    gaps, limits, t = [], [], np.arange(1, 5)
    for steps in t:
        T = 2 * int(steps) - 1
        chain = Chain(1.0, 2 * T + 1)
        E = (known - 1) * chain.hessian(np.zeros(chain.d))
        problem = Inexact(quiet(chain), E, np.zeros(chain.d))
        run = complete_run(
            method(1e-3, 1e-3 if known else 1.0, 0.0), problem, np.zeros(chain.d), int(steps), engine=engine,
            record=[Suboptimality()],
        )  # fmt: skip
        gaps.append(run.observed["Suboptimality"][-1])
        limits.append(3 / 32 * np.sum(chain.minimizer() ** 2) / (T + 1) ** 2)
    return bound(np.array(limits) / np.array(gaps), np.ones(4), x=t, xlabel="t", ylabel="bound/(f(x_t) - f*)")


@claim(
    "accelerated-cubic-newton",
    theorem="lower bound, sampled gradients",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="of two parabolas with minimisers R and -R, told apart by signs in gradients only, one has "
    "E f(x_t) - f* >= sigma R/(10 sqrt T), T = 2 t - 1 draws: all 2^T sequences enumerated",
    controls=without("one start for both", informed=1.0),
    shows=("P402/2",),
)
def lower_bound_of_sampled_gradients(method: type, engine: str, informed: float = 0.0) -> Finding:
    """f(x) = (lambda/2) (x - c R)^2, c = 1 or -1; gradients lambda x + a and lambda x - a, with the chances
    (1 - c eps)/2 and (1 + c eps)/2, lambda = a eps/R, sigma^2 = a^2 (1 - eps^2). The two gaps of any x add up to
    lambda R^2 at least, so their mean over c and the draws is (lambda R^2/2) sum min(p_+, p_-) at least, which is
    (a eps R/2) (1 - TV). For eps = 1/(2 sqrt T) KL = T eps log((1 + eps)/(1 - eps)) <= 2 T eps^2/(1 - eps^2) <= 2/3 and
    TV <= sqrt(KL/2) < 0.58: more than a R/(10 sqrt T). The control starts at the minimiser and moves little.
    """
    a, R, t, ratios = 1.0, 1.0, np.arange(1, 4), []
    noise = 100.0 if informed else a / R
    for steps in t:
        T = 2 * int(steps) - 1
        eps, mean = 1 / (2 * np.sqrt(T)), 0.0
        curvature = a * eps / R
        problem = FiniteNoise(Quadratic(np.array([[curvature]]), np.zeros(1)), np.array([[a], [-a]]))
        for c in (1.0, -1.0):
            for signs in product((0, 1), repeat=T):  # the last draw, at x_t itself, changes nothing
                rng = tape([], [*signs, 0])
                x0 = np.array([c * informed * R])
                x = complete_run(method(0.1, 0.0, noise), problem, x0, int(steps), engine=engine, rng=rng).x[
                    -1, 0
                ]
                chance = np.prod([(1 + c * eps) / 2 if sign else (1 - c * eps) / 2 for sign in signs])
                mean += chance * curvature / 4 * (x - c * R) ** 2
        ratios.append(a * R / (10 * np.sqrt(T)) / mean)
    return bound(ratios, np.ones(3), x=t, xlabel="t", ylabel="bound/mean gap")


LIMITS = (lower_bound_of_exact_oracles, lower_bound_of_an_inexact_hessian, lower_bound_of_sampled_gradients)
