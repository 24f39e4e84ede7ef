"""AdaHessian: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Quadratic
from verification.arithmetic import diagonal, spectral
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.hessian_spectrum.probes import sign_vectors
from verification.dialects.second_order.adahessian import DIALECTS
from verification.evidence import exact_moments, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.adahessian import MUTANTS
from verification.trial import complete_run, first_iterates

PARAMETERS = (0.125, 0.75, 0.5, 0.75, 0.375, 0.25, 2)  # step size, betas, power, epsilon, decay, block


controls = partial(named, (*MUTANTS, *DIALECTS))


@claim(
    "adahessian",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic in four variables, in blocks of two, equal AdaHessian in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS, *DIALECTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; decimals evaluate it with means over all gradients and all squared block means,
    weighted by beta^age, which is what the corrected averages are. Estimates are of both signs within a block.
    """
    estimate = diagonal.probed(spectral.NORMALS)
    expected = diagonal.adahessian(diagonal.quartic_gradient, estimate, spectral.START, 5, PARAMETERS)
    return first_iterates(
        method(*PARAMETERS), spectral.quartic(), np.array(spectral.START), expected, engine,
        rng=tape(np.ravel(spectral.NORMALS)).rewound(),
    )  # fmt: skip


@claim(
    "adahessian",
    theorem="diagonal quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="diagonal quadratics, k = 1, beta1 = 0: coordinates shrink by exactly 1 - eta at every step where H_ii "
    "> 0 and grow by 1 + eta where H_ii < 0, for any beta2 and any signs; eta = 1 ends in one step",
    engine_fixed=True,
    controls=(
        *controls(
            "normal-probe", "estimates-add-up", "squared-gradient", "estimate-not-squared", "root-forgotten",
            "curvature-uncorrected", "correction-outside-root", "betas-exchanged", "ascent", "step-too-long",
            "step-too-short", "one-block",
        ),
        *without("a diagonal Hessian", coupling=2.0**-10),
        *without("curvature over single coordinates", block=3),
    ),
)  # fmt: skip
def diagonal_quadratics(method: type, engine: str, coupling: float = 0.0, block: int = 1) -> Finding:
    """z_i (H z)_i = z_i^2 H_ii = H_ii, so every average of squares, corrected, is H_ii^2, and the step eta H_ii
    x_i/|H_ii|.

    epsilon is below half a unit in the last place of every |H_ii|. Five roundings a step, 10 steps.
    """
    spectrum, x0 = np.array([2.0**20, 0.75, -(2.0**-10)]), np.array([3.0, -1.25, 0.5])
    A = np.diag(spectrum) + coupling * (np.ones((3, 3)) - np.eye(3))
    k, findings = np.arange(11)[:, None], []
    for eta, beta2 in ((0.25, 0.75), (1.0, 0.5), (0.5, 0.0)):
        algorithm = method(eta, 0.0, beta2, 1.0, 2.0**-80, 0.0, block)
        x = complete_run(algorithm, Quadratic(A, np.zeros(3)), x0, 10, engine=engine, rng=7).x
        expected = x0 * (1 - eta * np.sign(spectrum)) ** k
        # for eta = 1 what is left is one rounding of the first iterate
        findings.append(identity(x, expected, tolerance=64 * 2.0**-53, scale=np.abs(expected) + np.abs(x0)))
    return worst(findings)


@claim(
    "adahessian",
    theorem="descent of a preconditioned step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="one block of everything, eta = alpha/L: f(x) - f(x+) >= (alpha/2L) g'B^{-1}g for every vector of "
    "signs, B = s I >= alpha I the estimate; equality where s = alpha and g is a leading eigenvector",
    engine_fixed=True,
    controls=(
        *controls(
            "probe-forgotten", "sum-over-block", "normal-probe", "squared-gradient", "estimate-not-squared",
            "root-forgotten", "correction-outside-root", "ascent", "step-too-long", "step-too-short",
        ),
        *without("the step alpha/L", eta=1.0),
        *without("smoothness L", top=2.0),
    ),
)  # fmt: skip
def descent_with_a_bounded_estimate(method: type, engine: str, eta: float = 0.0, top: float = 1.0) -> Finding:
    """f(x) - f(x+) >= eta g'B^{-1}g - (L eta^2/2) |B^{-1}g|^2 and |B^{-1}g|^2 <= g'B^{-1}g/alpha for B >= alpha I: at
    eta = alpha/L that leaves eta (1 - 1/2) g'B^{-1}g.

    H = (1 - c) I + c 11' has the eigenvalues 1 - c and L = 1 - c + 4 c, and z'Hz/4 = 1 - c + c (1'z)^2/4 >= alpha = 1
    - c with equality for the six z of sum zero. From x = 1, where g = L x, both inequalities above are equalities then:
    a step that is 2 % off, whichever way, loses 4 parts in 10^4.
    """
    c, x0 = 0.75, np.ones(4)
    H = (1 - c) * np.eye(4) + c * np.ones((4, 4))
    H = H + (top - 1) * c * np.ones((4, 4)) / 2
    alpha, L = 1 - c, 1 + 3 * c
    left, right = [], []
    for z in sign_vectors(4):
        algorithm = method(eta or alpha / L, 0.0, 0.75, 1.0, 2.0**-60, 0.0, 4)
        draws = tape(z * np.array([0.5, 1.5, 1.0, 2.0]))
        x = complete_run(algorithm, Quadratic(H, np.zeros(4)), x0, 1, engine=engine, rng=draws).x[1]
        g, s = H @ x0, z @ H @ z / 4
        left.append(alpha / (2 * L) * np.dot(g, g) / s)
        right.append(x0 @ H @ x0 / 2 - x @ H @ x / 2)
    # sums of 16 products of numbers up to 27
    return step_inequality(
        left, right, allowance=2e3 * 2.0**-53, xlabel="signs", label="(alpha/2L) g'B^{-1}g"
    )


@claim(
    "adahessian",
    theorem="spatial averaging",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="over all signs s^2 has the mean (mean of H_ii over the block)^2 + (1/b^2) (sum_{i in, j out} H_ij^2 + 2 "
    "sum_{i != j in} H_ij^2)",
    engine_fixed=True,
    controls=(
        *controls(
            "probe-forgotten", "squared-before-mean", "sum-over-block", "block-forgotten", "one-block", "strided-block",
            "normal-probe", "squared-gradient", "estimate-not-squared", "root-forgotten", "block-of-moduli",
        ),
        *without("independent signs", tied=True),
    ),
)  # fmt: skip
def squares_of_block_means(method: type, engine: str, tied: bool = False) -> Finding:
    """s = mean of H_ii + (1/b) sum_{i in} sum_{j != i} H_ij z_i z_j. A pair within the block occurs twice, as (i, j)
    and (j, i), with the coefficient 2 H_ij; a pair that leaves it once. Products over different pairs are uncorrelated
    with mean zero and square 1: per unordered inner pair 4 H_ij^2, which is 2 H_ij^2 per ordered one.

    The first step is eta g/|s| whatever the betas are, so |s| is read off it.
    """
    H = np.array([[8.0, 1.0, -2.0, 0.5], [1.0, 6.0, 0.5, 1.0], [-2.0, 0.5, 1.5, -1.5], [0.5, 1.0, -1.5, 7.0]])
    g, eta = np.array([1.0, -2.0, 0.5, 1.0]), 0.25
    seen = []
    signs = [z for z in sign_vectors(4) if not tied or z[0] == z[1]]
    for z in signs:
        algorithm = method(eta, 0.5, 0.75, 1.0, 2.0**-60, 0.0, 2)
        draws = tape(z * np.array([0.5, 2.0, 1.25, 0.25]))
        x = complete_run(algorithm, Quadratic(H, -g), np.zeros(4), 1, engine=engine, rng=draws).x[1]
        seen.append((eta * g / x) ** 2)
    mean = []
    for inside in ([0, 1], [0, 1], [2, 3], [2, 3]):
        outside = [j for j in range(4) if j not in inside]
        inner = 2 * H[inside[0], inside[1]] ** 2 * 2
        mean.append(np.mean(np.diag(H)[inside]) ** 2 + (np.sum(H[np.ix_(inside, outside)] ** 2) + inner) / 4)
    # some twenty roundings of squares of up to 150
    return exact_moments(seen, np.full(len(seen), 1 / len(seen)), mean=mean, tolerance=64 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_quartic,
    diagonal_quadratics,
    descent_with_a_bounded_estimate,
    squares_of_block_means,
)
