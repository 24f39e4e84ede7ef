"""SAM with a Fisher mask: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import LeastSquares
from verification.arithmetic import sam as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import ends_on_cycle_of
from verification.claims.flatness.perturbation import recovered
from verification.claims.stationary import is_fixed
from verification.dialects.flatness import fisher_mask_sam as dialects
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import fisher_mask_sam as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
# the largest mean square moves between entries 2 and 3 in every second step, and is not always the largest mean
ROWS = ((1, 0, -1), (1, 0, -2), (2, 2, -2), (0, 2, -1))
TARGETS, START = (0, -1, 2, 2), (1, -1, 0)
# columns of equal squares: both entries have one Fisher information for ever
TIED, TIED_TARGETS = ((1, 1), (1, -1)), (0, 5)
SUM = LeastSquares(np.array(ROWS, float), np.array(TARGETS, float))
MATRIX, VECTOR = SUM.A.T @ SUM.A / 4, SUM.A.T @ SUM.b / 4


def diagonal_sum(spectrum: Any) -> LeastSquares:
    """A finite sum with one row per coordinate, Hessian diag(spectrum) and the minimiser 0."""
    A = np.diag(np.sqrt(len(spectrum) * np.array(spectrum)))
    return LeastSquares(A, np.zeros(len(spectrum)))


@claim(
    "fisher-mask-sam",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a finite sum, masks of one and of two entries for two steps, equal 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS, *dialects.DIALECTS),
)
def first_iterates_on_a_finite_sum(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    findings = []
    for kept in (1, 2):
        expected = fisher_masked(ROWS, TARGETS, START, kept, 2)
        algorithm = method(0.125, 0.5, kept, 2)
        findings.append(first_iterates(algorithm, SUM, np.array(START, float), expected, engine))
    return worst(findings)


@claim(
    "fisher-mask-sam",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 where two coordinates have equal Fisher information: the first is kept, for six steps",
    engine="ball",
    controls=planted(
        mutants.MaskForgotten,
        mutants.SquaredMeanGradient,
        mutants.SquareMissing,
        mutants.OneEntryFewer,
        mutants.StepMasked,
        mutants.RadiusTooLarge,
        mutants.StepTooLong,
        *dialects.DIALECTS,
    ),
)
def first_of_equal_informations_is_kept(method: type, engine: str) -> Finding:
    """Rows (1, 1) and (1, -1): the squared gradients of both entries are equal at all points. The start is exact, so

    the tie is seen in ball arithmetic too; the mean gradient is larger in the second entry.
    """
    start, steps = (2, -1), 6
    expected = fisher_masked(TIED, TIED_TARGETS, start, 1, steps)
    problem = LeastSquares(np.array(TIED, float), np.array(TIED_TARGETS, float))
    return first_iterates(method(0.125, 0.5, 1, steps), problem, np.array(start, float), expected, engine)


def fisher_masked(
    rows: Sequence[Sequence[int]], targets: Sequence[int], start: Sequence[int], kept: int, period: int
) -> list[arithmetic.Vector]:
    """x_1, ..., x_6 with eta = 1/8 and rho = 1/2, in decimals."""
    n, d, calls, mask = len(rows), len(start), 0, [Decimal(0)] * len(start)

    def examples(x: arithmetic.Vector) -> list[arithmetic.Vector]:
        return [[(arithmetic.dot(a, x) - b) * v for v in a] for a, b in zip(rows, targets)]

    def gradient(x: arithmetic.Vector) -> arithmetic.Vector:
        return [sum(column, Decimal(0)) / n for column in zip(*examples(x))]

    def ascent(x: arithmetic.Vector, g: arithmetic.Vector) -> arithmetic.Vector:
        nonlocal calls, mask
        if calls % period == 0:
            fisher = [sum((v * v for v in column), Decimal(0)) / n for column in zip(*examples(x))]
            largest = sorted(range(d), key=lambda j: (-fisher[j], j))[:kept]
            mask = [Decimal(j in largest) for j in range(d)]
        calls += 1
        return [m * v for m, v in zip(mask, arithmetic.of_length("0.5", g))]

    return arithmetic.perturbed_descent(gradient, ascent, start, 6, "0.125")


@claim(
    "fisher-mask-sam",
    theorem="the mask captures most",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at k = 0, 3, ... the support of e gets the largest mean_i |m g_i|^2 of all masks of that size",
    controls=(
        *planted(*AT_REGULAR_POINTS),
        *planted(*dialects.DIALECTS),
        *without("the mask's own period", period=4),
    ),
)
def mask_captures_most(method: type, engine: str, period: int = 3) -> Finding:
    """mean_i |m g_i|^2 = sum_j m_j F_j is largest where the m_j = 1 stand on the largest F_j. Visible is the mask in

    e = A^{-1}((x - x+)/eta - g) = rho m g/|g|; what it captures is compared with all subsets. It lasts for three steps.
    """
    eta, rho, findings = 0.0625, 0.5, []
    for kept, start in ((1, START), (2, START), (1, (-1, 2, 3))):
        algorithm = method(eta, rho, kept, period)
        x = complete_run(algorithm, SUM, np.array(start, float), 18, engine=engine).x
        g, e = recovered(x, MATRIX, VECTOR, eta)
        u = rho * g / np.linalg.norm(g, axis=1)[:, None]
        for k in range(0, 18, 3):
            m = e[k] / u[k]  # entries of u are above 1e-3 on this run, e is known to 1e-13
            fisher = np.mean(SUM.sample_gradients(x[k]) ** 2, axis=0)
            most = max(float(np.sum(fisher[list(s)])) for s in combinations(range(3), kept))
            findings.append(identity(m * (1 - m), np.zeros(3), tolerance=1e-9, scale=1.0))
            findings.append(identity(m.sum(), float(kept), tolerance=1e-9))
            findings.append(identity(m @ fisher, most, tolerance=1e-9))
            findings.append(identity(e[k : k + 3], m * u[k : k + 3], tolerance=1e-9, scale=rho))
    return worst(findings)


@claim(
    "fisher-mask-sam",
    theorem="captured gain",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="<g, e> = rho |m g|^2/|g|: of SAM's first-order gain rho |g| the mask captures (|m g|/|g|)^2",
    controls=(
        *planted(
            mutants.Weighted,
            mutants.DescendingPerturbation,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *planted(*dialects.DIALECTS),
        *without("the square", power=1),
    ),
)
def captured_gain(method: type, engine: str, power: int = 2) -> Finding:
    """<g, m g> = |m g|^2 since m^2 = m. With the norm of the masked gradient (dialect) it is |m g|/|g| of the gain."""
    eta, rho = 0.0625, 0.5
    x = complete_run(method(eta, rho, 2, 3), SUM, np.array(START, float), 18, engine=engine).x
    g, e = recovered(x, MATRIX, VECTOR, eta)
    size = np.linalg.norm(g, axis=1)
    masked = np.linalg.norm(np.where(np.abs(e) > 1e-9, g, 0.0), axis=1)  # e is known to 1e-13
    return identity(np.sum(g * e, axis=1) / (rho * size), (masked / size) ** power, tolerance=1e-11)


@claim(
    "fisher-mask-sam",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 rho^2 at every t, for eta <= 1/L, for any mask",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, |G - g| <= L |e| <= L rho.
    On (L/2) x^2 with eta = 1/L and the one entry kept both sides are equal at every t.
    """
    rho, findings = 0.25, []
    for problem, start, kept in ((diagonal_sum([2.0]), [3.0], 1), (SUM, START, 2)):
        L = problem.smoothness()
        eta, record = step_factor / L, [Suboptimality(), GradientNorm()]
        x0 = np.array(start, float)
        t = complete_run(method(eta, rho, kept, 2), problem, x0, 60, engine=engine, record=record)
        f, g = t.observed["Suboptimality"], t.observed["GradientNorm"]
        floor = eta / 2 * (L * rho) ** 2
        right = f[:-1] - eta / 2 * g[:-1] ** 2 + floor
        # f - f* = g'H^{-1}g/2 and L are computed with some fifty operations, condition below 20
        allowance = 1e-13 * (f[:-1] + eta * g[:-1] ** 2 + floor)
        findings.append(step_inequality(f[1:], right, allowance=allowance, label="f(x_t+1)"))
    return worst(findings)


@claim(
    "fisher-mask-sam",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + L^2 rho^2 for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*; attained as for SAM, the one entry kept."""
    problem, L, rho = diagonal_sum([2.0]), 2.0, 0.25
    eta, record = step_factor / L, [Suboptimality(), GradientNorm()]
    t = complete_run(method(eta, rho, 1, 3), problem, np.array([3.0]), 200, engine=engine, record=record)
    T, f0 = np.arange(1, 201), t.observed["Suboptimality"][0]
    average = np.cumsum(t.observed["GradientNorm"][:-1] ** 2) / T
    limit = 2 * f0 / (eta * T) + (L * rho) ** 2
    return bound(average, limit, allowance=1e-13, x=T, xlabel="T", ylabel="average of |g_t|^2")


@claim(
    "fisher-mask-sam",
    theorem="all entries kept",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with kept = d on a quadratic it ends on SAM's cycle +-A v_1, A = eta rho lambda_1/(2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.PerturbationNotUndone,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("one spectrum", spectrum=(2.5, 1.5, 1.0)),
    ),
)
def full_mask_has_the_cycle_of_sam(
    method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 1.5, 1.0)
) -> Finding:
    """m = 1 whatever the Fisher information: the step is SAM's, and x = -x+ on the top axis gives the amplitude A."""
    eta, rho = 0.3, 0.1
    amplitude = eta * rho * 3 / (2 - eta * 3)
    return ends_on_cycle_of(diagonal_sum(spectrum), method(eta, rho, 3, 2), amplitude, 400, engine)


@claim(
    "fisher-mask-sam",
    theorem="no entry kept",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with kept = 0 the iterates are x_t - x* = (I - eta H)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.MaskForgotten, mutants.StepMasked, mutants.Weighted)
    + without("kept = 0", kept=1),
)
def empty_mask_gradient_descent(method: type, engine: str, kept: int = 0) -> Finding:
    """m = 0 gives e = 0; on orthogonal rows each coordinate is multiplied by 1 - eta lambda_i."""
    # four rows of length 4, 2, 2, 2: H = diag(4, 1, 1, 1)
    spectrum, eta, x0 = np.array([4.0, 1.0, 1.0, 1.0]), 0.0625, np.array([1.0, -2.0, 3.0, 0.5])
    x = complete_run(method(eta, 0.5, kept, 2), diagonal_sum(spectrum), x0, 40, engine=engine).x
    expected = x0 * (1 - eta * spectrum) ** np.arange(41)[:, None]
    # 40 products, each of a few roundings
    return identity(x, expected, tolerance=40 * 8 * 2.0**-53, scale=np.abs(expected))


@claim(
    "fisher-mask-sam",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point whatever the mask: e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """e = 0 where g = 0, so the second gradient is grad f(x) = 0 as well. The Fisher information need not be 0:

    the residuals are (1, 1, -1) and orthogonal to the columns, in integers.
    """
    A, x = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 2.0])
    problem = LeastSquares(A, A @ x - np.array([1.0, 1.0, -1.0]))
    return is_fixed(method(0.125, 0.5, 1, 2), offset, engine, problem, x)


CLAIMS = (
    first_iterates_on_a_finite_sum,
    first_of_equal_informations_is_kept,
    mask_captures_most,
    captured_gain,
    descent_up_to_the_floor,
    average_gradient,
    full_mask_has_the_cycle_of_sam,
    empty_mask_gradient_descent,
    stationary_point_is_fixed,
)
