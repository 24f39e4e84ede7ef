"""USAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl import Outcome, run_many
from refimpl.problems import Quadratic, RidgePolynomial, ScalarNetwork, diagonal_quadratic
from verification.arithmetic import sam as arithmetic
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness import gradient_floor as shared
from verification.claims.flatness.gradient_floor import L, is_gradient_descent
from verification.claims.flatness.network_penalty import ETA, penalised
from verification.claims.flatness.usam_regression import USAM_REGRESSION
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import usam as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
# both roots in the threshold are whole: eta lambda_c (1 + rho lambda_c) = 2 at lambda_c = 2 and 4
STEPS_AND_RADII = ((0.5, 0.5), (0.125, 0.75))


def threshold(eta: float, rho: float) -> float:
    """The positive root of eta l (1 + rho l) = 2."""
    return (float(np.sqrt(1 + 8 * rho / eta)) - 1) / (2 * rho)


@claim(
    "usam",
    theorem="USAM, the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a plane quartic and on a coupled quadratic equal USAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    rho = Decimal("0.125")

    def ascent(x: list[Decimal], g: list[Decimal]) -> list[Decimal]:
        return [rho * v for v in g]

    findings = []
    for problem, gradient, start, eta in (
        (plane_quartic(), lambda x: derivatives(x)[0], [1, -1], "0.03125"),
        (
            Quadratic(np.array(arithmetic.A, float), np.array(arithmetic.B, float)),
            arithmetic.quadratic(arithmetic.A, arithmetic.B),
            [2, 0, -1],
            "0.125",
        ),
    ):
        expected = arithmetic.perturbed_descent(gradient, ascent, start, 6, eta)
        findings.append(
            first_iterates(method(float(eta), 0.125), problem, np.array(start, float), expected, engine)
        )
    return worst(findings)


@claim(
    "usam",
    theorem="one-step descent without a floor",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) (1 - L^2 rho^2) |g_t|^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.NormalisedAscent,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_without_a_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, and
    |G - g| <= L |e| = L rho |g|. On f = (L/2) x^2 with eta = 1/L the step is x+ = -rho L x and both sides are
    L^2 rho^2 f(x) at every t; the non-convex sum log(1 + x_i^2) (L = 2) joins it.
    """
    eta, rho = step_factor / L, 0.25
    return shared.descent_without_a_floor(method(eta, rho), eta, L * rho, engine)


@claim(
    "usam",
    theorem="average gradient without a floor",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T (1 - L^2 rho^2)) for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.NormalisedAscent),
        *without("eta <= 1/L", step_factor=1.5),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L, |g_t|^2 = q^t |g_0|^2 with q = L^2 rho^2: the ratio of the sides is 1 - q^T.
    """
    eta, rho = step_factor / L, 0.25
    return shared.average_without_a_floor(method(eta, rho), eta, L * rho, engine)


@claim(
    "usam",
    theorem="edge of stability",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on lambda x^2/2 |x_t| falls below lambda_c = (sqrt(1 + 8 rho/eta) - 1)/(2 rho), then grows; equal at it",
    controls=planted(
        mutants.NormalisedAscent,
        mutants.StepSizeInAscent,
        mutants.DescendingPerturbation,
        mutants.GradientAtIterate,
        mutants.AveragedGradients,
        mutants.RadiusTooLarge,
        mutants.StepTooLong,
    )
    + without("the threshold of USAM, that of gradient descent", believed=0.0),
)
def edge_of_stability(method: type, engine: str, believed: float = 1.0) -> Finding:
    """x+ = (1 - eta l (1 + rho l)) x: the factor lies in (-1, 1) iff eta l (1 + rho l) < 2, iff 0 < l < lambda_c.

    At lambda_c it is -1 exactly. As rho -> 0 the threshold tends to 2/eta, that of gradient descent.
    """
    findings = []
    for eta, rho in STEPS_AND_RADII:
        edge = threshold(eta, rho) if believed else 2 / eta
        below, at, above = (
            np.abs(
                complete_run(
                    method(eta, rho), diagonal_quadratic([edge * s]), np.ones(1), 64, engine=engine
                ).x[:, 0]
            )
            for s in (1 - 1 / 64, 1.0, 1 + 1 / 64)
        )
        findings += [
            step_inequality(below[1:], below[:-1], label="below the edge", ylabel="|x_t|"),
            step_inequality(above[:-1], above[1:], label="above the edge", ylabel="|x_t|"),
            # powers of two and three: no rounding at all
            identity(at, np.ones(65), tolerance=UNIT),
        ]
    return worst(findings)


@claim(
    "usam",
    theorem="saddle points attract",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="eigendirections scale by 1 - eta l (1 + rho l): l < 0 repels for rho < 1/|l|, attracts for rho > 1/|l|",
    controls=(
        *planted(*mutants.MUTANTS),
        *without("quadratic", quartic=2.0**-6),
    ),
)
def saddles_attract_beyond_the_inverse_curvature(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """e = rho H x and G = H (I + rho H) x. For l = -2: 1 + 2 eta (1 - 2 rho) is above 1, 1 and below 1 for

    rho = 1/4, 1/2 and 1: gradient descent leaves this saddle, USAM with rho > 1/2 converges to it.
    """
    eta, spectrum, findings = 0.25, np.array([1.0, 0.5, -2.0]), []
    x0 = np.array([1.0, -2.0, 0.5])
    problem: Any = Quadratic(np.diag(spectrum), np.zeros(3))
    if quartic:
        problem = RidgePolynomial(np.diag(np.abs(spectrum)), np.eye(3), np.zeros(3), np.full(3, quartic))
    for rho in (0.25, 0.5, 1.0):
        t = complete_run(method(eta, rho), problem, x0, 30, engine=engine)
        expected = x0 * (1 - eta * spectrum * (1 + rho * spectrum)) ** np.arange(31)[:, None]
        # per step six operations on terms of at most 2 |x|, relative to a factor of at least 1/2: 24 u, 30 steps
        findings.append(identity(t.x, expected, tolerance=1440 * UNIT, scale=np.abs(expected)))
    return worst(findings)


@claim(
    "usam",
    theorem="edge of stability of a scalar network",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on (ab - 1)^2/2 every limit that is reached has a^2 + b^2 <= (sqrt(1 + 8 rho/eta) - 1)/(2 rho)",
    controls=(
        *planted(mutants.GradientAtIterate, mutants.StepSizeInAscent),
        *without("rho > 0, gradient descent", rho=0.0),
    ),
)
def limits_are_below_the_edge(method: type, engine: str, rho: float = 0.25) -> Finding:
    """Where ab = 1 the Hessian is q q', q = (b, a), and near it r+ = (1 - eta s (1 + rho s)) r + O(r^2), s = a^2 + b^2.

    A residual of 1e-12 after 400 steps has shrunk there, but for a chance of that order: the factor is within
    [-1, 1], so s <= lambda_c. Starts that diverge or have not settled say nothing and are left out; gradient descent
    settles up to 2/eta = 8.
    """
    eta, edge = 0.25, threshold(0.25, 0.25)
    rng = np.random.default_rng(0)
    starts = np.stack([rng.uniform(1, 3.5, 24), rng.uniform(0, 0.3, 24)], axis=1)
    problem, sharpness = ScalarNetwork(2), []
    for t in run_many(method(eta, rho), problem, starts, 400, engine=engine, every=400):
        if t.outcome is Outcome.COMPLETED and problem.value(t.x[-1]) < 1e-24:
            sharpness.append(problem.sharpness(t.x[-1]))
    found = np.sort(np.array(sharpness))
    # s moves by less than 10 r = 1e-11 from there on
    return bound(
        found, np.full(len(found), edge), allowance=1e-9, xlabel="limit", ylabel="largest curvature",
        xscale="linear", yscale="linear",
    )  # fmt: skip


@claim(
    "usam",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with rho = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives e = 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, rho), 0.25, engine)


@claim(
    "usam",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: e = 0 and x+ = x, exactly",
    controls=without("zero gradient", offset=1e-3),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """e = rho g = 0 where g = 0, and the second gradient is grad f(x) = 0 as well. The data are integers."""
    return is_fixed(method(0.125, 0.5), offset, engine)


@claim(
    "usam",
    theorem="penalty on the squared gradient norm",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on a two-layer tanh network (x - x+)/eta = grad (f + (rho/2) |grad f|^2) + O(rho^2), with exponent 2",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.ClippedAscent)),
)
def descends_the_squared_gradient_norm_on_a_network(method: type, engine: str) -> Finding:
    """grad f(x + rho g) = g + rho H g + (rho^2/2) D^3 f[g, g] + O(rho^3) and H g = grad |g|^2/2.

    tanh is smooth; the exponent is 2 exactly where D^3 f[g, g] is not 0, as at random points.
    """
    return penalised(
        lambda rho: method(ETA, rho),
        lambda problem, x, rho: problem.gradient(x) + rho * problem.hessian_vector(x, problem.gradient(x)),
        2.0,
        engine,
    )


CLAIMS = (
    first_iterates_on_a_quartic,
    descent_without_a_floor,
    average_gradient,
    edge_of_stability,
    saddles_attract_beyond_the_inverse_curvature,
    limits_are_below_the_edge,
    without_radius_gradient_descent,
    stationary_point_is_fixed,
    descends_the_squared_gradient_norm_on_a_network,
    *USAM_REGRESSION,
)
