"""OASIS: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.first_order_adaptive.adgd import AdGD
from refimpl.problems import AffineImage, Quadratic, random_logistic
from verification.arithmetic import diagonal, spectral
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.two_slopes import TwoSlopes, growing_lengths, potential
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.second_order.oasis import MUTANTS
from verification.trial import complete_run, first_iterates

PARAMETERS = (2.0**-5, 0.25, 0.75, 1.5)  # first length, betas, alpha
NORMALS = (*spectral.NORMALS, (1.0, 0.5, -0.5, -2.0), (-0.25, 1.5, -1.0, 0.5), (0.5, 0.5, 1.0, 1.0))


controls = partial(named, MUTANTS)


@claim(
    "oasis",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quartic in four variables, probes recorded, equal OASIS in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; decimals evaluate averages as weighted sums. Of the lengths the growth bounds some,
    the curvature others; estimates are of both signs, above and below alpha.
    """
    expected, terms = diagonal.oasis(
        lambda x, k: diagonal.quartic_gradient(x), diagonal.probed(NORMALS), spectral.START, 8, PARAMETERS
    )
    assert {"growth", "curvature"} <= set(terms[2:])
    return first_iterates(
        method(*PARAMETERS), spectral.quartic(), np.array(spectral.START), expected, engine,
        rng=tape(np.ravel(NORMALS)).rewound(),
    )  # fmt: skip


@claim(
    "oasis",
    theorem="no dependence on the spectrum",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on diagonal quadratics with entries 1, 2^e and -2^-e every step after the first halves the coordinates "
    "of positive curvature and grows those of negative curvature by 3/2, for e up to 20, any beta2 and any signs",
    engine_fixed=True,
    controls=(
        *controls(
            "half-forgotten", "first-length-bounded", "length-too-long", "modulus-forgotten", "ceiling",
            "root-of-curvature",
            "norms-exchanged", "dual-norm-forgotten", "euclidean-norms", "diagonal-from-zero", "probe-forgotten",
            "normal-probe", "scaling-forgotten", "ascent", "floor-added",
        ),
        *without("a diagonal Hessian", coupling=2.0**-10),
        *without("curvatures above alpha", alpha=2.0**-3),
    ),
)  # fmt: skip
def the_spectrum_does_not_matter(
    method: type, engine: str, coupling: float = 0.0, alpha: float = 2.0**-22
) -> Finding:
    """Estimates are exact, z_i (H z)_i = H_ii, so B = |H| from the start, y = H s and |s|_B / (2 |y|_{1/B}) = 1/2 at
    every step; it is the smaller bound because theta_1 = 1/(2 eta_0) >= 1 and theta = 1 from step 2 on. A step is half
    of H_ii x_i / |H_ii|.

    All curvatures are powers of two: the norms round, in six sums and roots per step, 12 steps.
    """
    x0, eta, k, findings = np.array([3.0, -4.0, 1.5]), 2.0**-10, np.arange(12)[:, None], []
    for exponent in (0, 10, 20):
        spectrum = np.array([2.0**exponent, 1.0, -(2.0**-exponent)])
        H = np.diag(spectrum) + coupling * (np.ones((3, 3)) - np.eye(3))
        algorithm = method(eta, 0.0, 0.75, alpha)
        x = complete_run(algorithm, Quadratic(H, np.zeros(3)), x0, 12, engine=engine, rng=3).x[1:]
        expected = x0 * (1 - eta * np.sign(spectrum)) * (1 - np.sign(spectrum) / 2) ** k
        findings.append(identity(x, expected, tolerance=256 * 2.0**-53, scale=np.abs(expected)))
    return worst(findings)


@claim(
    "oasis",
    theorem="the potential",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="with B frozen (beta2 = 1) the potential of adaptive gradient descent in the norm of B never grows, "
    "where the curvature falls from 256 to 1/256",
    engine_fixed=True,
    controls=(
        *controls(
            "half-forgotten", "growth-unbounded", "larger-length", "root-of-growth-forgotten", "growth-too-fast",
            "norms-exchanged", "dual-norm-forgotten", "ascent",
        ),
        *without("a convex function", sign=-1.0),
    ),
)  # fmt: skip
def potential_never_grows(method: type, engine: str, sign: float = 1.0) -> Finding:
    """In u = B^{1/2} x the gradient is B^{-1/2} g: the step is u+ = u - eta grad, |s|_B = |u - u_| and |y|_{1/B} the
    change of the gradient, so this is the lemma of `adgd.potential-never-grows` for the function of u. B = |diag
    H(x_0)|, which one probe finds exactly for a separable function.
    """
    findings = []
    for start, first in (([3.0], 2.0**-8), ([0.75, -5.0], 2.0**-9), ([12.0, 0.5], 2.0**-14)):
        x0 = np.array(start)
        problem = TwoSlopes(sign * np.array([1.0, 0.25])[: len(start)])
        B = np.abs(problem.hessian_vector(x0, np.ones_like(x0)))
        x = complete_run(method(first, 0.0, 1.0, 2.0**-20), problem, x0, 20, engine=engine, rng=1).x
        findings.append(potential(x, problem, B))
    return worst(findings)


@claim(
    "oasis",
    theorem="reduction to AdGD",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with B frozen the iterates are those of adaptive gradient descent in the coordinates B^{1/2} x",
    engine_fixed=True,
    controls=(
        *controls(
            "norms-exchanged", "dual-norm-forgotten", "euclidean-norms", "floor-added", "ceiling", "root-of-curvature",
            "diagonal-from-zero", "diagonal-not-averaged", "scaling-forgotten", "ascent",
        ),
        *without("B frozen", beta2=0.5),
        *without("no momentum", beta1=0.25),
    ),
)  # fmt: skip
def adgd_in_scaled_coordinates(method: type, engine: str, beta2: float = 1.0, beta1: float = 0.0) -> Finding:
    """As in `oasis.potential-never-grows`; here on a logistic regression, run in x and, by AdGD, in u.

    The map of rounding errors is that of gradient descent with steps of at most 1/2 of the inverse local curvature; 12
    steps.
    """
    problem, x0 = random_logistic(n=12, d=3, mu=0.25, seed=4), np.array([2.0, -1.0, 3.0])
    problem = problem._replace(A=problem.A * np.array([4.0, 1.0, 0.25]))
    draws, alpha = np.tile([0.5, -1.0, 2.0], 12), 2.0**-4
    z = np.array([1.0, -1.0, 1.0])
    scale = np.sqrt(np.maximum(np.abs(z * problem.hessian_vector(x0, z)), alpha))
    found = complete_run(
        method(2.0**-6, beta1, beta2, alpha), problem, x0, 12, engine=engine, rng=tape(draws)
    ).x
    image = AffineImage(problem, np.diag(1 / scale))
    expected = complete_run(AdGD(2.0**-6), image, scale * x0, 12, engine=engine).x / scale
    return identity(found, expected, tolerance=1e-10, scale=1.0)


@claim(
    "oasis",
    theorem="no curvature",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a linear function the scaling is alpha and the lengths are eta, eta, sqrt 2 eta, ...: the most that "
    "the growth allows",
    engine_fixed=True,
    controls=(
        *controls(
            "root-of-growth-forgotten", "never-grows", "growth-too-fast", "ascent", "floor-forgotten", "ceiling",
            "theta-clipped", "scaling-forgotten",
        ),
        *without("no curvature", curvature=2.0**-4),
    ),
)  # fmt: skip
def lengths_without_curvature(method: type, engine: str, curvature: float = 0.0) -> Finding:
    """H = 0 makes every estimate 0 and y = 0, which leaves the bound on the growth only. Four roundings per length, on
    iterates of order one.
    """
    b, alpha = np.array([1.0, -0.5]), 0.25
    problem = Quadratic(curvature * np.eye(2), b)
    x = complete_run(method(2.0**-4, 0.0, 0.75, alpha), problem, np.zeros(2), 6, engine=engine, rng=1).x
    expected = np.outer(growing_lengths(2.0**-4, 6) / alpha, b)
    return identity(np.diff(x, axis=0), expected, tolerance=64 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_quartic,
    the_spectrum_does_not_matter,
    potential_never_grows,
    adgd_in_scaled_coordinates,
    lengths_without_curvature,
)
