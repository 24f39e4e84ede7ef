"""Lanczos' method: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.hessian_spectrum.ritz import gauss_quadrature, projection, ritz_values
from refimpl.problems import Quadratic, diagonal_quadratic, random_quadratic
from verification.arithmetic import spectral
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum import lanczos_batches
from verification.claims.hessian_spectrum.lanczos_policy import ritz_vectors_span_the_top_eigenspace
from verification.evidence import bound, identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.hessian_spectrum import lanczos as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Golub & Van Loan, Matrix Computations"
U = 2.0**-53
NOT_ORTHOGONAL = (mutants.NewestOnly, mutants.OlderOnly, mutants.ComponentsAdded)


@claim(
    "lanczos",
    paper=PAPER,
    theorem="three-term recurrence",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic equal the three-term recurrence in 80-digit decimals; x_4 = x_5 = x_3",
    engine="ball",
    controls=planted(
        *NOT_ORTHOGONAL, mutants.StartNotNormalised, mutants.HessianAtIterate, mutants.NotNormalised
    ),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """q_j'H q_k = 0 for j < k - 1, since H q_j lies in the span of q_1, ..., q_{j+1}: the projection off the whole
    basis is the recurrence w = H q_k - alpha_k q_k - beta_{k-1} q_{k-1}. Four vectors fill the space.
    """
    algorithm = method(np.array(spectral.POINT))
    return first_iterates(
        algorithm, spectral.quartic(), np.array(spectral.START), spectral.lanczos(5), engine
    )


@claim(
    "lanczos",
    paper=PAPER,
    theorem="orthonormal basis",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="d = 60, graded spectrum: Q Q' = I, T = Q H Q' tridiagonal with the eigenvalues of H, all to rounding",
    controls=(
        *planted(*NOT_ORTHOGONAL, mutants.NotNormalised, mutants.NoReorthogonalisation, mutants.OnePass),
    ),
)
def orthonormal_basis(method: type, engine: str) -> Finding:
    """Exact by construction of the projection; what remains is rounding.

    A pass leaves components of at most 2 k d u of the length before it, and the second starts from a vector of which
    it removes rounding only: |Q Q' - I| <= 2 k d u, here 8e-13. The three-term recurrence loses all orthogonality when
    the first Ritz value has converged, one pass what cancels in H q - Q'Q H q. T and its eigenvalues inherit the
    error, relative to |H| = 1. Nine of ten eigenvalues lie below 1e-3: the residuals there are small.
    """
    d = 60
    spectrum = np.concatenate([np.linspace(0.5, 1.0, 6), np.geomspace(1e-9, 1e-3, d - 6)])
    problem = random_quadratic(spectrum, seed=0, minimizer=np.zeros(d))
    t = complete_run(method(np.zeros(d)), problem, np.ones(d), d - 1, engine=engine)
    Q = t.x / np.array([np.linalg.norm(t.x[0]), *np.ones(d - 1)])[:, None]
    T = Q @ problem.A @ Q.T
    off = T - np.triu(np.tril(T, 1), -1)
    tolerance = 2 * d * d * U
    return worst(
        [
            identity(Q @ Q.T, np.eye(d), tolerance=tolerance, scale=1.0),
            identity(off, np.zeros((d, d)), tolerance=tolerance, scale=1.0),
            identity(np.linalg.eigvalsh((T + T.T) / 2), np.sort(spectrum), tolerance=tolerance, scale=1.0),
        ]
    )


@claim(
    "lanczos",
    paper=PAPER,
    theorem="Gauss quadrature",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="m = 3 of d = 8: sum_i tau_i theta_i^j = q_1'H^j q_1 for j = 0, ..., 2m - 1",
    controls=(
        *planted(*NOT_ORTHOGONAL),
        *without("j <= 2m - 1", degree=6),
        *without("squared first components", power=1.0),
        *without("three vectors", m=2),
    ),
)  # fmt: skip
def moments_are_exact(method: type, engine: str, degree: int = 5, power: float = 2.0, m: int = 3) -> Finding:
    """H^i q_1 = Q'T^i e_1 for i <= m - 1: the Krylov space contains it and QQ' = I. So q_1'H^j q_1 = e_1'T^j e_1 for

    j = (m - 1) + (m - 1), and for one more, since Q H Q' = T stands between the two: j <= 2m - 1. With the eigenvectors
    V of T that is sum_i V_1i^2 theta_i^j. Tolerance: 2m products with H, each of relative error d u in |H|^j, times 8.
    """
    problem = random_quadratic([3.0, 2.5, 1.0, 0.5, 0.25, -0.5, -1.0, -2.0], seed=5, minimizer=np.zeros(8))
    point, x0 = np.zeros(8), np.arange(1.0, 9.0)
    t = complete_run(method(point), problem, x0, 2, engine=engine)
    theta, tau = gauss_quadrature(projection(problem, point, t.x[:m]))
    tau = tau ** (power / 2)
    q, expected, found = x0 / np.linalg.norm(x0), [], []
    y = q
    for j in range(degree + 1):
        expected.append(q @ y)
        found.append(tau @ theta**j)
        y = problem.A @ y
    powers = np.arange(degree + 1)
    curves = (
        Curve("|q'H^j q|", powers, np.abs(expected), "theory"), Curve("quadrature", powers, np.abs(found), "measured")
    )  # fmt: skip
    picture = Picture(curves, "j", "moment", "linear", "log")
    return identity(found, expected, tolerance=8 * 6 * 8 * U, scale=3.0**powers, picture=picture)


@claim(
    "lanczos",
    paper=PAPER,
    theorem="optimality over the Krylov space",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="power iteration's Rayleigh quotient after k steps <= largest Ritz value after k steps <= lambda_1",
    controls=(
        *planted(*NOT_ORTHOGONAL),
        *without("the same start", other_start=True),
    ),
)  # fmt: skip
def not_below_power_iteration(method: type, engine: str, other_start: bool = False) -> Finding:
    """The largest Ritz value is the maximum of the Rayleigh quotient over the span of q_1, H q_1, ..., H^k q_1,

    which contains the k-th iterate of power iteration, and lambda_1 is the maximum over all vectors. Power iteration is
    computed here from powers of H.
    """
    findings = []
    for seed in range(3):
        problem = random_quadratic([3.0, 2.75, 2.5, 1.0, 0.5, -1.0, -2.5], seed=seed, minimizer=np.zeros(7))
        point, x0 = np.zeros(7), np.array([1.0, -1.0, 2.0, 0.5, 1.0, -0.5, 0.25])
        start = np.linalg.eigh(problem.A)[1][:, 0] + 0.125 * x0 if other_start else x0
        t = complete_run(method(point), problem, start, 5, engine=engine)
        ritz = [ritz_values(problem, point, t.x[: k + 1])[-1] for k in range(6)]
        y, quotients = x0, []
        for _ in range(6):
            quotients.append(y @ problem.A @ y / (y @ y))
            y = problem.A @ y
        # a product and an inner product of length 7, relative to |H| = 3
        findings.append(step_inequality(quotients, ritz, allowance=3 * 100 * U, label="power iteration"))
        findings.append(
            step_inequality(ritz, np.full(6, 3.0), allowance=3 * 100 * U, label="largest Ritz value")
        )
    return worst(findings)


@claim(
    "lanczos",
    paper=PAPER,
    theorem="Kaniel and Paige",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="0 <= lambda_1 - theta_1 <= (lambda_1 - lambda_n) tan^2(angle) / T_{m-1}(1 + 2 gap)^2, m = 2, ..., 12",
    controls=(
        *planted(*NOT_ORTHOGONAL),
        *without("the gap of H", gap_factor=2.0),
    ),
)  # fmt: skip
def kaniel_paige_bound(method: type, engine: str, gap_factor: float = 1.0) -> Finding:
    """theta_1 >= the quotient of p(H) q_1, p = T_{m-1} of the map of [lambda_n, lambda_2] to [-1, 1].

    lambda_1 minus that quotient is sum_i (lambda_1 - lambda_i) p_i^2 c_i^2 / sum_i p_i^2 c_i^2
    <= (lambda_1 - lambda_n) sum_{i>1} c_i^2 / (p(lambda_1)^2 c_1^2), since |p| <= 1 on the others, and
    p(lambda_1) = T_{m-1}(1 + 2 gap), gap = (lambda_1 - lambda_2)/(lambda_2 - lambda_n).
    """
    spectrum = np.concatenate([[1.0], 0.45 * (1 + np.cos(np.pi * (np.arange(29) + 0.5) / 29))])
    problem = diagonal_quadratic(spectrum)
    top, second, low = spectrum[0], spectrum[1:].max(), spectrum[1:].min()
    gap = gap_factor * (top - second) / (second - low)
    x0 = np.ones(30)
    x0[0] = 0.25
    t = complete_run(method(np.zeros(30)), problem, x0, 11, engine=engine)
    m = np.arange(2, 13)
    seen = np.array([top - ritz_values(problem, np.zeros(30), t.x[:k])[-1] for k in m])
    chebyshev = np.cosh((m - 1) * np.arccosh(1 + 2 * gap))
    right = (top - low) * 29 / 0.25**2 / chebyshev**2
    return bound(np.abs(seen), right, allowance=np.full(11, 100 * U), x=m, xlabel="m",
                 ylabel="lambda_1 - theta_1", xscale="linear")  # fmt: skip


@claim(
    "lanczos",
    paper=PAPER,
    theorem="invariant Krylov space",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="exact integers: from an eigenvector x_1 = 0, and a full basis stays: x_k = x_{d-1} for k >= d",
    controls=(
        *planted(mutants.UnguardedNorm, mutants.OneStepTooMany),
        *without("a start that is an eigenvector", start=(1.0, 4.0, 0.0)),
    ),
)
def ends_where_the_space_ends(
    method: type, engine: str, start: tuple[float, ...] = (0.0, 4.0, 0.0)
) -> Finding:
    """H q = lambda q leaves w = 0, and 0/0 is the zero vector here; H 0 = 0 keeps it. The data make all of it exact.

    In the plane two vectors are a basis: q_2 = +-(q_1 turned by a right angle) stays for ever.
    """
    t = complete_run(
        method(np.zeros(3)), diagonal_quadratic([2.0, 1.0, 3.0]), np.array(start), 4, engine=engine
    )
    ends = identity(t.x[1:], np.zeros((4, 3)), tolerance=0.0)
    plane = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.zeros(2))
    x = complete_run(method(np.zeros(2)), plane, np.array([4.0, 0.0]), 4, engine=engine).x
    return worst([ends, identity(x[1:], np.tile([0.0, 1.0], (4, 1)), tolerance=0.0)])


CLAIMS = (
    first_iterates_on_a_quartic,
    orthonormal_basis,
    moments_are_exact,
    not_below_power_iteration,
    kaniel_paige_bound,
    ends_where_the_space_ends,
    *lanczos_batches.CLAIMS,
    ritz_vectors_span_the_top_eigenspace,
)
