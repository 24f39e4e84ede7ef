"""AMP: the worst point of the ball that its ascent finds, and which of two wells it prefers."""

from __future__ import annotations

import numpy as np

from refimpl.problems import GaussianWells, Quadratic, random_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.perturbation import recovered
from verification.evidence import identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import amp as mutants
from verification.trial import complete_run

DEPTHS, WIDTHS, AWAY = np.array([1.0, 0.8]), np.array([0.3, 1.2]), 8.0


@claim(
    "amp",
    theorem="the inner maximum is the trust-region solution",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a convex quadratic, N = 80: (nu I - A) D = g, |D| = eps, nu >= l_1; at minima f gains l_1 eps^2/2",
    controls=(
        *planted(
            mutants.ProjectionMissing,
            mutants.ClippedToACube,
            mutants.ProjectedAtTheEnd,
            mutants.InnerDescent,
            mutants.InnerGradientAtIterate,
            mutants.PerturbationNotUndone,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("N large", N=2),
        *without("convex", curvature=-3.0),
    ),
)
def inner_maximum_is_the_trust_region_solution(
    method: type, engine: str, N: int = 80, curvature: float = 0.25
) -> Finding:
    """A maximiser of g'D + D'AD/2 over |D| <= eps has (nu I - A) D = g with nu >= l_1 (necessary and sufficient).

    A step D+ = eps (D + zeta (g + A D))/|.| with |D| = eps has only such fixed points with D + zeta (g + A D) along D;
    those with nu < l_1 repel. Towards the maximiser the error contracts by (1 + zeta l_2)/(1 + zeta nu) <= 5/13 per
    step (zeta = 4, l = 3, 1, 1/4). At a minimum nu = l_1 and D = eps v_1.
    """
    eta, eps, zeta = 0.125, 0.5, 4.0
    problem = random_quadratic([3.0, 1.0, abs(curvature)], seed=4, minimizer=np.array([1.0, -1.0, 0.5]))
    w, V = np.linalg.eigh(problem.A)
    if curvature < 0:  # nu >= l_1 still, but the ascent can rest on a saddle of the indefinite form
        w = w * [-4, 1, 1]
        A = (V * w) @ V.T
        problem = Quadratic((A + A.T) / 2, problem.b)
    findings = []
    for start in ([3.0, 0.5, -1.0], [1.25, -1.0, 0.625], [1.0 + 2.0**-30, -1.0, 0.5]):
        x = complete_run(method(eta, eps, zeta, N), problem, np.array(start), 1, engine=engine).x
        g, D = recovered(x, problem.A, problem.b, eta)
        found, slope = V.T @ D[0], V.T @ g[0]
        low, high = w[-1], w[-1] + np.linalg.norm(slope) / eps
        while low < (nu := low + (high - low) / 2) < high:
            low, high = (nu, high) if np.linalg.norm(slope / (nu - w)) > eps else (low, nu)
        wanted = slope / (high - w)
        # at the third start (nu - l_1) is 1e-8: V and the root limit the agreement to about 1e-7 there
        findings.append(identity(found, wanted, tolerance=1e-6, scale=eps))
        gained = slope @ found + found @ (w * found) / 2
        if start[0] - 1 < 1e-6:
            findings.append(identity(gained, w[-1] * eps**2 / 2, tolerance=1e-6))
    return worst(findings)


@claim(
    "amp",
    theorem="the ascent does not lose",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f convex: f(x + D_n) + |D_{n+1} - D_n|^2/zeta <= f(x + D_{n+1}) for n = 0, ..., 7, for any zeta",
    controls=(
        *planted(
            mutants.AlwaysOnTheSphere,
            mutants.InnerDescent,
            mutants.ProjectedAtTheEnd,
            mutants.InnerStepTooLong,
            mutants.NormalisedInnerGradient,
        ),
        *without("f convex", sign=-1.0),
    ),
)
def ascent_does_not_lose(method: type, engine: str, sign: float = 1.0) -> Finding:
    """Convexity: f(x + D+) >= f(x + D) + <g, D+ - D> with g at x + D, and D+ is the projection of D + zeta g:

    <D + zeta g - D+, D - D+> <= 0, that is <g, D+ - D> >= |D+ - D|^2/zeta. Inside the ball
    both are equal for affine f: one instance is nearly affine.
    """
    b, eta, eps, x0, findings = np.array([1.0, -1.0]), 0.125, 0.75, np.array([0.25, -0.5]), []
    for zeta, curvature in ((0.03125, 2.0**-6), (0.03125, 1.0), (0.25, 1.0), (4.0, 1.0)):
        A = sign * curvature * np.array([[3.0, 1.0], [1.0, 2.0]])
        problem, D = Quadratic(A, b), [np.zeros(2)]
        for N in range(1, 9):
            x = complete_run(method(eta, eps, zeta, N), problem, x0, 1, engine=engine).x
            D.append(recovered(x, A, b, eta)[1][0])
        f = np.array([problem.value(x0 + d) for d in D])
        moved = np.sum(np.diff(D, axis=0) ** 2, axis=1)
        # D is known to 10 u (|x|/eta + |g|)/l_2 = 3e-13 at most, f and the squares over zeta to three times that
        findings.append(
            step_inequality(f[:-1] + moved / zeta, f[1:], allowance=1e-11, xlabel="n", label="f(x + D_n)")
        )
    return worst(findings)


@claim(
    "amp",
    theorem="wide wells win beyond a radius",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="worst values at wells are -A e^{-eps^2/(2 k^2)}, equal at e* = sqrt(2 ln(A_1/A_2)/(k_1^-2 - k_2^-2))",
    controls=(
        *planted(
            mutants.ProjectionMissing,
            mutants.InnerDescent,
            mutants.InnerGradientAtIterate,
            mutants.GradientAtIterate,
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("eps > 0", factor=0.0),
        *without("different widths", widths=(0.3, 0.3)),
    ),
)
def switch_of_the_well(
    method: type, engine: str, factor: float = 1.0, widths: tuple[float, float] = (0.3, 1.2)
) -> Finding:
    """From o beside the centre of a well f = -A e^{-y^2/(2 k^2)} the ascent ends at y = o + eps, since f' > 0, so

    (x - x+)/eta = f'(y) = A y/k^2 e^{-y^2/(2 k^2)} and the worst value is f(y) = -(k^2/y) f'(y). The deep narrow well
    has the better worst value for eps < e*, the wide one for eps > e*; at e* they are equal, up to o.
    """
    o, eta = 2.0**-20, 1.0
    edge = float(np.sqrt(2 * np.log(DEPTHS[0] / DEPTHS[1]) / (WIDTHS[0] ** -2 - WIDTHS[1] ** -2)))
    k, centres = np.array(widths), np.array([-AWAY, AWAY])
    problem, worsts, findings = GaussianWells(DEPTHS, centres[:, None], k[:, None]), [], []
    radii = factor * edge * np.array([0.25, 0.5, 0.97, 1.0, 1.03, 1.5, 2.0])
    for eps in radii:
        y = o + eps
        algorithm = method(eta, float(eps), 1.0, 80)
        steps = [complete_run(algorithm, problem, np.array([c + o]), 1, engine=engine).x for c in centres]
        slopes = np.array([float(x[0, 0] - x[1, 0]) for x in steps]) / eta
        # x + D is rounded at a size of 8 and has to give y: 1e-15/y, that is 1e-14
        findings.append(identity(slopes, DEPTHS * y / k**2 * np.exp(-(y**2) / (2 * k**2)), tolerance=1e-12))
        worsts.append(-(k**2) / y * slopes)
    narrow, wide = np.array(worsts).T
    findings.append(identity(narrow[3], wide[3], tolerance=1e-4))  # o eps/k^2 is 2e-6
    findings.append(step_inequality(narrow[:3], wide[:3], label="within e*, the narrow well"))
    findings.append(step_inequality(wide[4:], narrow[4:], label="beyond e*, the wide well"))
    e = np.linspace(0, radii[-1], 50)
    curves = [
        Curve(f"-A exp(-eps^2/2k^2), k = {v:g}", e, -A * np.exp(-(e**2) / (2 * v**2)), "theory")
        for A, v in zip(DEPTHS, k)
    ]
    curves += [
        Curve("narrow, found", radii, narrow, "measured"),
        Curve("wide, found", radii, wide, "measured"),
    ]
    return worst(findings)._replace(
        picture=Picture(tuple(curves), "eps", "worst value at the centre", yscale="linear")
    )


@claim(
    "amp",
    theorem="the narrowest width decides",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at a well with widths 1/4 and 1 the worst value found is -A e^{-8 eps^2}, from every start",
    controls=(
        *planted(mutants.ProjectionMissing, mutants.InnerGradientAtIterate, mutants.RadiusTooLarge),
        *without("N large", N=3),
    ),
)
def narrowest_width_decides(method: type, engine: str, N: int = 60) -> Finding:
    """At distance eps the exponent sum y_i^2/k_i^2 is largest along the narrow axis, and there the ascent ends:

    along the circle the gradient of the exponent points to it. (x - x+)/eta = grad f(y), y = (eps, 0): -k^2 G_1/eps.
    """
    o, eta, eps, A, k = 2.0**-24, 1.0, 0.2, 0.75, np.array([0.25, 1.0])
    problem, found = GaussianWells(np.array([A]), np.zeros((1, 2)), k[None]), []
    for direction in ([1.0, 1.0], [-1.0, 1.0], [0.125, -1.0]):
        x = complete_run(method(eta, eps, 0.5, N), problem, o * np.array(direction), 1, engine=engine).x
        G = (x[0] - x[1]) / eta
        found.append(-np.linalg.norm(k**2 * G) / eps)
    # y is off by the start, o, and by (1 + zeta f_yy)/(1 + zeta nu) = 1/4 per step; relative to eps
    return identity(found, np.full(3, -A * np.exp(-8 * eps**2)), tolerance=1e-5)


BALL = (
    inner_maximum_is_the_trust_region_solution,
    ascent_does_not_lose,
    switch_of_the_well,
    narrowest_width_decides,
)
