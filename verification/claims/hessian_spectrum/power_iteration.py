"""Power iteration: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.hessian_spectrum.ritz import RayleighQuotient
from refimpl.problems import Quadratic, diagonal_quadratic, random_quadratic
from verification.arithmetic import spectral
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum import power_iteration_domains
from verification.evidence import bound, geometric_rate, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import power_iteration as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Yao, Gholami, Keutzer & Mahoney 2020"
U = 2.0**-53


@claim(
    "power-iteration",
    paper=PAPER,
    theorem="the iteration",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic equal H^k x_0 / |H^k x_0| in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """Normalisations are positive factors and H is linear, so one at the end does for all of them.

    The Hessian at the point is led by a negative eigenvalue, and it is not that at any iterate.
    """
    algorithm = method(np.array(spectral.POINT))
    return first_iterates(algorithm, spectral.quartic(), np.array(spectral.START), spectral.power(6), engine)


@claim(
    "power-iteration",
    paper=PAPER,
    theorem="coordinates in the eigenbasis",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a diagonal Hessian coordinate i of x_k is c_k lambda_i^k x_0,i at every k <= 60, |x_k| = 1",
    controls=(
        *planted(
            mutants.NotNormalised, mutants.AbsoluteNorm, mutants.ShiftedByIdentity, mutants.TwoProducts,
            mutants.SignRemoved, mutants.AbsoluteValues, mutants.LargeGuard,
        ),
        *without("diagonal Hessian", coupling=1e-6),
    ),
)  # fmt: skip
def coordinates_in_the_eigenbasis(method: type, engine: str, coupling: float = 0.0) -> Finding:
    """H acts on each coordinate by itself: coordinate i over coordinate 1 is multiplied by lambda_i / lambda_1.

    Rounding of a coordinate: one product and one factor per step, and the relative error of the norm, common to all
    coordinates, which the next normalisation removes up to its own 4 u: below (2 k + 8) u.
    """
    spectrum, x0 = np.array([-3.0, 2.5, 1.0, 0.5]), np.array([0.5, 2.0, -1.0, 3.0])
    A = np.diag(spectrum)
    A[0, 1] = A[1, 0] = coupling
    t = complete_run(method(np.zeros(4)), Quadratic(A, np.zeros(4)), x0, 60, engine=engine)
    k = np.arange(1, 61)[:, None]
    expected = (spectrum / 3) ** k * x0
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    return identity(t.x[1:], expected, tolerance=2 * (2 * 60 + 8) * U, scale=np.abs(expected))


@claim(
    "power-iteration",
    paper=PAPER,
    theorem="rate",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="the tangent of the angle to v_1 falls by |lambda_2 / lambda_1| = 5/6 per step",
    controls=(
        *planted(mutants.ShiftedByIdentity, mutants.TwoProducts, mutants.Descending),
        *without("one eigenvalue of largest modulus", spectrum=(3.0, -3.0, 1.0, 0.5, 0.25)),
    ),
)
def rate_of_the_angle(
    method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.5, 1.0, 0.5, -0.25)
) -> Finding:
    """tan^2 = sum_{i>1} (lambda_i/lambda_1)^{2k} c_i^2 / c_1^2, led by i = 2; the others decay by 0.4 or faster.

    After 110 steps the tangent is 2e-9, far above rounding. With lambda_2 = -lambda_1 it does not fall at all.
    """
    problem = random_quadratic(spectrum, seed=3, minimizer=np.zeros(5))
    top = np.linalg.eigh(problem.A)[1][:, -1]
    t = complete_run(method(np.zeros(5)), problem, np.array([1.0, -1.0, 2.0, 0.5, 1.0]), 110, engine=engine)
    along = t.x[1:] @ top
    across = np.linalg.norm(t.x[1:] - along[:, None] * top, axis=1)
    return geometric_rate(
        across / np.abs(along), 2.5 / 3, tolerance=1e-3, ylabel="tangent of the angle to v_1"
    )


@claim(
    "power-iteration",
    paper=PAPER,
    theorem="monotone Rayleigh quotient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="the Rayleigh quotient never falls, at every k, where H is positive semidefinite",
    controls=(
        *planted(mutants.Descending, mutants.AbsoluteValues, spectrum=(0.75, 0.5, 0.25, 0.125, 0.0)),
        *without("H positive semidefinite", spectrum=(2.0, 1.0, 0.5, 0.25, -3.0)),
    ),
)
def rayleigh_quotient_grows(
    method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.5, 1.0, 0.5, 0.0)
) -> Finding:
    """With m_j = x'H^j x: m_2^2 <= m_1 m_3 and m_1^2 <= m_0 m_2 by Cauchy and Schwarz, in the form of H for the first

    and in the Euclidean one for the second, so m_3/m_2 >= m_2/m_1 >= m_1/m_0; m_3/m_2 is the quotient of H x. The
    first needs H >= 0: with a dominant negative eigenvalue the quotient falls to it.
    """
    findings = []
    for seed in range(4):
        problem = random_quadratic(spectrum, seed=seed, minimizer=np.zeros(5))
        x0 = np.array([1.0, -1.0, 2.0, 0.5, 1.0])
        point = np.zeros(5)
        t = complete_run(method(point), problem, x0, 25, engine=engine, record=[RayleighQuotient(point)])
        q = t.observed["RayleighQuotient"]
        # two inner products and one product with a 5 x 5 matrix, relative to |H|
        findings.append(step_inequality(-q[1:], -q[:-1], allowance=40 * U * 3, label="-(quotient)"))
    return worst(findings)


@claim(
    "power-iteration",
    paper=PAPER,
    theorem="negative eigenvalue of largest modulus",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="lambda_1 = -3: 0 <= x'Hx - lambda_1 <= (max lambda - lambda_1) tan^2(angle_0) (2/3)^{2k} at every k",
    controls=(
        *planted(
            mutants.NotNormalised, mutants.ShiftedByIdentity, mutants.AbsoluteValues, mutants.LargeGuard
        ),
        *without("the sign of x'Hx", estimate="norm of H x"),
    ),
)  # fmt: skip
def negative_top_eigenvalue(method: type, engine: str, estimate: str = "x'Hx") -> Finding:
    """x'Hx - lambda_1 = sum_i (lambda_i - lambda_1) c_i^2 <= (max lambda - lambda_1) sin^2(angle_k), sin <= tan.

    tan(angle_k) <= (2/3)^k tan(angle_0). |H x| tends to +3 and misses lambda_1 by 6: an estimate of the sharpness
    by the norm cannot tell a saddle from a minimum. x_{k+1} is close to -x_k. 20 steps end at 9e-8, above rounding.
    """
    problem = random_quadratic([-3.0, 2.0, 1.0, 0.5], seed=1, minimizer=np.zeros(4))
    lowest = np.linalg.eigh(problem.A)[1][:, 0]
    x0 = np.array([1.0, -1.0, 2.0, 0.5])
    t = complete_run(method(np.zeros(4)), problem, x0, 20, engine=engine)
    x = t.x[1:]
    products = x @ problem.A
    seen = np.sum(x * products, axis=1) if estimate == "x'Hx" else np.linalg.norm(products, axis=1)
    cosine = (x0 @ lowest) / np.linalg.norm(x0)
    right = 5 * (1 / cosine**2 - 1) * (4 / 9) ** np.arange(1, 21)
    return bound(np.abs(seen + 3), right, allowance=np.full(20, 40 * U * 3), ylabel="|x'Hx - lambda_1|")


@claim(
    "power-iteration",
    paper=PAPER,
    theorem="kernel",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start in the kernel of H goes to the zero vector and stays there, exactly",
    controls=planted(mutants.UnguardedNorm) + without("start in the kernel", start=(1e-3, 3.0)),
)
def kernel_goes_to_zero(method: type, engine: str, start: tuple[float, float] = (0.0, 3.0)) -> Finding:
    """H x = 0 has no direction: 0/0 is the zero vector here, and H 0 = 0. The data are integers, so all is exact."""
    t = complete_run(method(np.zeros(2)), diagonal_quadratic([2.0, 0.0]), np.array(start), 4, engine=engine)
    return identity(t.x[1:], np.zeros((4, 2)), tolerance=0.0)


CLAIMS = (
    first_iterates_on_a_quartic,
    coordinates_in_the_eigenbasis,
    rate_of_the_angle,
    rayleigh_quotient_grows,
    negative_top_eigenvalue,
    kernel_goes_to_zero,
    *power_iteration_domains.CLAIMS,
)
