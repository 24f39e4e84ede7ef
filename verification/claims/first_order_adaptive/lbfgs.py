"""L-BFGS: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic.quasi_newton import conjugate_gradients, lbfgs
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive import lbfgs_networks
from verification.dialects.first_order_adaptive import lbfgs as dialects
from verification.evidence import identity, iterates, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import lbfgs as mutants
from verification.tape import follow
from verification.trial import first_iterates

PAPER = "Liu & Nocedal 1989"
SMALL_START = (mutants.FirstStepAlwaysScaled,)  # shows only where |g_1|_1 < 1
INDEFINITE = (mutants.EveryPairKept,)  # shows only where s'y <= 0

# quarters, exact as decimals and as floats; s'y is positive five times, negative three times and zero once
TAPE = (
    "1.25 -1.5 1.5", "-0.5 2 2", "-0.75 -1 1.25", "0.75 -1.25 1", "-0.5 -1.5 0", "-1 -2 0.5", "0 0 0",
    "0.5 -0.5 -0.25", "1.25 -1.75 -1.25", "-1.5 1.75 -2",
)  # fmt: skip
STEP_SIZES = ("1", "0.5", "0.25", "1", "2", "0.5", "1", "0.75", "0.5", "1")


@claim(
    "lbfgs",
    paper=PAPER,
    theorem="two-loop recursion",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 with two pairs on a coupled quadratic equal BFGS matrices in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m not in SMALL_START + INDEFINITE), *dialects.DIALECTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The two loops evaluate H g for the H of the definition; here it is built as a matrix in decimals.

    Six pairs come and two are remembered, so that the oldest ones leave.
    """
    A, b, x0 = [[3, 1, 0], [1, 2, 1], [0, 1, 4]], [1, -1, 2], [2, -1, 1]
    expected, _ = lbfgs(lambda t, x: _gradient(A, b, x), x0, ["0.75"] * 7, 2)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.75, 2), problem, np.array(x0, float), expected, engine)


@claim(
    "lbfgs",
    paper=PAPER,
    theorem="two-loop recursion",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on tapes with changing step sizes, curvature of either sign and a zero gradient the iterates are BFGS's",
    engine="ball",
    engine_fixed=True,
    controls=planted(*mutants.MUTANTS),
)
def iterates_on_tapes(method: type, engine: str) -> Finding:
    """As before, on two gradient tapes: the second one is an eighth of the first, so that |g_1|_1 < 1.

    Five of the nine pairs are kept and two are remembered.
    """
    findings = []
    for factor in ("1", "0.125"):
        tape = [[Decimal(factor) * Decimal(v) for v in row.split()] for row in TAPE]
        expected, _ = lbfgs(taped(tape), [1, 0, -2], STEP_SIZES, 2)
        x, radius = follow(
            method(9.0, 2), np.array([1.0, 0.0, -2.0]), np.array(tape, float),
            step_sizes=[float(v) for v in STEP_SIZES], engine=engine,
        )  # fmt: skip
        assert radius is not None
        findings.append(iterates(x[1:], radius[1:], expected))
    return worst(findings)


@claim(
    "lbfgs",
    paper=PAPER,
    theorem="secant equation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="H y = s for the newest pair: after g_t = kappa g_{t-1}, kappa < 1, the step is eta kappa/(1 - kappa) s",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.HistoryOneOff,
            mutants.NegativeDifference,
            mutants.DirectionForStep,
            mutants.OldestPairsStay,
            mutants.LoopsExchanged,
            mutants.BetaMissing,
            mutants.StepTooLong,
        ),
        *without("g_t parallel to g_{t-1}", turn=0.25),
    ),
)
def newest_secant_equation(method: type, engine: str, turn: float = 0.0) -> Finding:
    """The update of the newest pair gives H y = (I - rho s y') H_ (y - rho y s'y) + rho s s'y = s, as rho s'y = 1.

    With g_t = kappa g_{t-1} the difference is y = -(1 - kappa) g_{t-1}, and s = -eta H_ g_{t-1} has s'y > 0 since
    H_ is positive definite; so g_t = -kappa/(1 - kappa) y and the step -eta H g_t is eta kappa/(1 - kappa) s.
    """
    rng, eta, findings = np.random.default_rng(17), 0.75, []
    for kappa in (-3.0, -0.5, 0.5, 0.875):
        tape = rng.standard_normal((9, 4))
        tape[8] = kappa * tape[7]
        tape[8, 0] += turn
        x, _ = follow(method(eta, 3), np.zeros(4), tape, engine=engine)
        s, step = x[8] - x[7], x[9] - x[8]
        # three rank-two updates with factors |s| |y| / s'y below 1e3, and x up to 1e3 |s|: some 1e6 u
        findings.append(identity(step, eta * kappa / (1 - kappa) * s, tolerance=1e-9))
    return worst(findings)


@claim(
    "lbfgs",
    paper=PAPER,
    theorem="positive definiteness",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="eta (s'g)^2 / s'y <= <g_t, x_{t-1} - x_t> for the last pair if s'y > 1e-10, and 0 <= it always",
    engine_fixed=True,
    controls=planted(
        mutants.HistoryOneOff,
        mutants.NegativeDifference,
        mutants.EveryPairKept,
        mutants.OldestPairsStay,
        mutants.LoopsExchanged,
        mutants.BetaMissing,
        *dialects.DIALECTS,
    ),
)
def descends_along_the_newest_pair(method: type, engine: str) -> Finding:
    """g'Hg = (g - rho s'g y)' H_ (g - rho s'g y) + rho (s'g)^2 for the newest pair, and H_ is positive definite:

    by induction from gamma I, gamma > 0, since rho > 0 for every pair kept. On random tapes s'y has either sign;
    there, where the pair is not kept, only positivity is claimed.
    """
    eta, findings = 0.5, []
    for seed in range(4):
        tape = np.random.default_rng(seed).standard_normal((60, 4))
        x, _ = follow(method(eta, 3), np.zeros(4), tape, engine=engine)
        moved, g = x[1:] - x[:-1], tape
        curvature = np.sum(moved[:-1] * (g[1:] - g[:-1]), axis=1)
        kept = curvature > 1e-10
        along = np.sum(moved[:-1] * g[1:], axis=1) ** 2
        left = np.where(kept, eta * along / np.where(kept, curvature, 1.0), 0.0)
        right = -np.sum(g[1:] * moved[1:], axis=1)
        # x - x' loses the digits of x; then a sum of four products and three rank-two updates
        allowance = 1e-14 * np.abs(x[2:]).max(axis=1) * np.linalg.norm(g[1:], axis=1) + 1e-12 * np.abs(right)
        findings.append(step_inequality(left, right, allowance=allowance, label="eta (s'g)^2 / s'y"))
    return worst(findings)


@claim(
    "lbfgs",
    paper=PAPER,
    theorem="conjugate gradients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with exact line searches on a quadratic the iterates are those of conjugate gradients, for every memory",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.HistoryOneOff,
            mutants.NegativeDifference,
            mutants.OldestPairsStay,
            mutants.BetaMissing,
        ),
        *without("exact line search", relaxed=0.9),
    ),
)
def exact_line_searches_give_conjugate_gradients(method: type, engine: str, relaxed: float = 1.0) -> Finding:
    """Induction: let the steps so far be those of conjugate gradients. Then s_j'g = 0 for all of them, so the first

    loop changes nothing; y_j'g = (g_{j+1} - g_j)'g = 0 but for the newest pair, so the second loop ends with
    H g = gamma (g - (y'g / s'y) s): a multiple of the next direction of conjugate gradients. The exact length is
    taken along each direction; the reference values are exact fractions, and the last one is the minimiser.
    """
    A = [[4, 1, 0, 0, -1], [1, 3, 1, 0, 0], [0, 1, 5, 1, 0], [0, 0, 1, 2, 1], [-1, 0, 0, 1, 3]]
    b, x0 = [1, -1, 2, 0, 3], [2, -1, 1, 3, 0]
    expected = np.array(conjugate_gradients(A, b, x0), float)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    # condition number 10, and conjugacy lost by some 1e2 u per step at most
    return worst(
        [
            identity(_with_line_searches(method(1.0, m), problem, x0, relaxed), expected, tolerance=1e-11)
            for m in (1, 2, 5)
        ]
    )


def _with_line_searches(algorithm: Any, problem: Any, x0: list[int], relaxed: float) -> np.ndarray:
    """d steps, each as long as a trial step of size 1 shows to be best (times `relaxed`)."""
    state, found = algorithm.init(problem, np.array(x0, float)), []
    for _ in x0:
        direction = algorithm.step(problem, state, None).x - state.x
        slope = np.dot(problem.gradient(state.x), direction)
        length = -relaxed * slope / np.dot(direction, problem.A @ direction)
        state = algorithm._replace(step_size=length).step(problem, state, None)
        found.append(state.x)
    return np.array(found)


@claim(
    "lbfgs",
    paper=PAPER,
    theorem="scale invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f and c f have the same iterates, if |g_1|_1 >= 1 for both",
    engine_fixed=True,
    controls=(
        *planted(mutants.WithoutGamma, mutants.GammaInverted, mutants.LongFirstStep),
        *without("|g_1|_1 >= 1", factor=2.0**-6),
    ),
)
def invariant_to_the_scale_of_the_function(method: type, engine: str, factor: float = 16.0) -> Finding:
    """The first step is eta g / |g|_1 for both. Then y becomes c y, rho and gamma are divided by c, thus H as well,

    and H g stays. Curvatures stay above the threshold on both sides. A power of two changes no rounding at all.
    """
    A, b, x0 = np.array([[3.0, 1, 0], [1, 2, 1], [0, 1, 4]]), np.array([1.0, -1, 2]), np.array([2.0, -1, 1])
    found = []
    for c in (1.0, factor):
        problem, algorithm = Quadratic(c * A, c * b), method(0.5, 2)
        state, x = algorithm.init(problem, x0), []
        for _ in range(8):
            state = algorithm.step(problem, state, None)
            x.append(state.x)
        found.append(np.array(x))
    return identity(found[1], found[0], tolerance=2.0**-53)


def taped(tape: list[list[Decimal]]) -> Callable[[int, list[Decimal]], list[Decimal]]:
    """The gradient of step t wherever x is."""
    return lambda t, x: tape[t]


def _gradient(A: list[list[int]], b: list[int], x: list[Decimal]) -> list[Decimal]:
    return [sum((a * v for a, v in zip(row, x)), Decimal(0)) - c for row, c in zip(A, b)]


CLAIMS = (
    first_iterates_on_a_quadratic,
    iterates_on_tapes,
    newest_secant_equation,
    descends_along_the_newest_pair,
    exact_line_searches_give_conjugate_gradients,
    invariant_to_the_scale_of_the_function,
    *lbfgs_networks.CLAIMS,
)
