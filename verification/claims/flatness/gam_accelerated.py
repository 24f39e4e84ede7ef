"""Accelerated GAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl import run
from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.flatness.gam import GAM
from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, Quadratic, RidgePolynomial, diagonal_quadratic
from verification.claim import Kind, Standing, broken_run, claim, planted, without
from verification.evidence import geometric_rate, identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.first_iterates import first_iterates
from verification.gam_arithmetic import accelerated_form, quadratic
from verification.mutants.flatness import gam_accelerated as mutants
from verification.newton_arithmetic import A, W, derivatives, plane_quartic

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


@claim(
    "gam-accelerated",
    theorem="released algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic in the plane equal accelerated GAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, p_perp by its cosine."""
    parameters = ("0.03125", "0.0625", "0.25", "0.25", "0.625", "0.375")
    expected = accelerated_form(derivatives, [1, -2], 5, parameters)
    return first_iterates(
        method(*map(float, parameters)), plane_quartic(), np.array([1.0, -2.0]), expected, engine
    )


@claim(
    "gam-accelerated",
    theorem="released algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quadratic with an off-diagonal Hessian equal accelerated GAM in decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    H, b = [[3, 1], [1, 2]], [1, -1]
    parameters = ("0.125", "0.125", "0.5", "0.25", "0.625", "0.5")
    expected = accelerated_form(quadratic(H, b), [2, -1], 5, parameters)
    problem = Quadratic(np.array(H, float), np.array(b, float))
    return first_iterates(method(*map(float, parameters)), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "gam-accelerated",
    theorem="difference instead of a Hessian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a cubic (g1 - g0)/r' - H g0/|g0| = (r'/2) D^3 f[n, n], n = g0/|g0|: the error is exactly of order r'",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.AscentLeft,
            mutants.DifferenceLeft,
            mutants.WeightsExchanged,
            mutants.FullLastWeight,
            mutants.DifferenceTooLong,
            mutants.StepTooLong,
        ),
        *without("cubic", quartic=1.0),
    ),
)
def error_of_the_difference(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """grad f(x + r'n) = g0 + r' H n + (r'^2/2) D^3 f(x)[n, n] without remainder on a polynomial of degree three.

    beta_1 = 1 and gamma = 0 make the direction g1, so one step shows it.
    """
    rows, c, x = np.array(W, float), np.array([0.5, -0.25]), np.array([1.0, -2.0])
    problem = RidgePolynomial(np.array(A, float), rows, c, np.full(2, quartic))
    g, H = problem.gradient(x), problem.hessian(x)
    n = g / np.linalg.norm(g)
    cubic_term = rows.T @ (c * (rows @ n) ** 2)
    radii = 2.0 ** -np.arange(1, 11)
    errors = []
    for radius in radii:
        t = run(method(1.0, radius, 0.75, 0.5, 1.0, 0.0), problem, x, 1, engine=engine)
        if broken := broken_run(t):
            return broken
        errors.append((t.x[0] - t.x[1] - g) / radius - H @ n)
    expected = radii[:, None] / 2 * cubic_term
    size = np.linalg.norm(cubic_term) * radii / 2
    picture = Picture(
        (
            Curve("(r'/2) |D^3 f[n, n]|", radii, size, "theory"),
            Curve("error of the difference", radii, np.linalg.norm(errors, axis=1), "measured"),
        ),
        "r'", "error", "log", "log",
    )  # fmt: skip
    # rounding: some 2^6 units of entries of size 2^3, divided by r'^2 = 2^-20 and more
    return identity(errors, expected, tolerance=2.0**-24, scale=size[:, None], picture=picture)


@claim(
    "gam-accelerated",
    theorem="exact form on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic y is that of exact GAM with rho = r, and (g3 - g2) rho/r' = h, for r' of any size",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.FirstPerturbationLeft,
            mutants.DescendingPerturbation,
            mutants.AscentOfTheLoss,
            mutants.StaleDifference,
            mutants.UnnormalisedAscent,
            mutants.WeightsExchanged,
            mutants.DifferenceTooLong,
            mutants.AscentTooLong,
            mutants.StepTooLong,
            mutants.LargeGuard,
        ),
        *without("quadratic", quartic=0.125),
    ),
)
def exact_form_on_a_quadratic(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """d = r' H g0/|g0| without remainder, so y = x + r H g0/|H g0|; likewise g3 = g2 + r' H g2/|g2| = g2 + (r'/r) h.

    beta_1 = 0 and gamma = 0 make the direction g3; one step of exact GAM with eta = alpha = 1 is x - g0 - h.
    """
    near, far, eta = 0.375, 0.75, 0.03125
    problem = RidgePolynomial(np.array(A, float), np.array(W, float), np.zeros(2), np.full(2, quartic))
    t = run(method(eta, near, far, 0.5, 0.0, 0.0), problem, np.array([2.0, -3.0]), 10, engine=engine)
    if broken := broken_run(t):
        return broken
    estimates, exact = [], []
    for x, moved in zip(t.x[:-1], t.x[1:], strict=True):
        g = problem.gradient(x)
        f = problem.hessian(x) @ g
        g2 = problem.gradient(x + far * f / np.linalg.norm(f))
        estimates.append(((x - moved) / eta - g2) * far / near)
        exact.append(x - run(GAM(1.0, far, 1.0), problem, x, 1, engine=engine).x[1] - g)
    # the difference d keeps all but |g0|/|d| < 2^5 of its digits, and eta divides the rounding of x by 2^-5
    return identity(estimates, exact, tolerance=2.0**-53 * 2**12)


@claim(
    "gam-accelerated",
    theorem="orthogonal decomposition",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="<direction, q> = |q|^2 for every gamma, q being the direction for gamma = 0",
    controls=planted(
        mutants.WithoutProjection,
        mutants.ParallelPart,
        mutants.CosineOnly,
        mutants.AscentLeft,
        mutants.DifferenceLeft,
    ),
)
def orthogonal_decomposition(method: type, engine: str) -> Finding:
    """The direction is q - gamma p_perp with <p_perp, q> = <p, q> - <p, q> |q|^2/|q|^2 = 0."""
    problem, starts = LogQuadratic(4), np.random.default_rng(0).standard_normal((20, 4))
    products, squares = [], []
    for start in starts:
        steps = []
        for gamma in (0.75, 0.0):
            t = run(method(1.0, 0.0625, 0.5, 0.25, 0.5, gamma), problem, start, 1, engine=engine)
            if broken := broken_run(t):
                return broken
            steps.append(t.x[0] - t.x[1])
        products.append(steps[0] @ steps[1])
        squares.append(steps[1] @ steps[1])
    # rounding: inner products of d = 4 terms and differences x - x+ of entries up to 4: some 2^5 units
    return identity(products, squares, tolerance=2.0**-53 * 2**6)


@claim(
    "gam-accelerated",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 R^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.FirstPerturbationLeft,
            mutants.WeightsExchanged,
            mutants.FullLastWeight,
            mutants.DifferenceTooLong,
            mutants.AscentTooLong,
            mutants.StepTooLong,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma: f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2 for the direction G = q - gamma p_perp, and

    |q - g| <= L (r' + (1 - beta_1) r) and |g2 - q| <= L (r' + beta_1 r), all points being within r + r' of each other;
    p_perp is the projection of (g - q) + (1 - beta_0) (g2 - q), since that of q vanishes, so |G - g| <= L R,
    R = (1 + gamma) (r' + (1 - beta_1) r) + gamma (1 - beta_0) (r' + beta_1 r). On f = (L/2) x^2 with eta = 1/L and
    gamma = 0 the step is x+ = -R sign(x) and both sides are equal at every t.
    """
    near, far, b0, b1 = 0.0625, 0.25, 0.25, 0.75
    findings = []
    starts = {"L x^2 / 2": ([3.0], 0.0), "sum log(1 + x_i^2)": ([3.0, -0.4, 1.5, -2.0], 0.25)}
    for name, (start, gamma) in starts.items():
        x0 = np.array(start)
        problem = LogQuadratic(x0.size) if x0.size > 1 else Quadratic(np.array([[2.0]]), np.zeros(1))
        L = problem.smoothness()
        eta = step_factor / L
        R = (1 + gamma) * (near + (1 - b1) * far) + gamma * (1 - b0) * (near + b1 * far)
        algorithm = method(eta, near, far, b0, b1, gamma)
        t = run(algorithm, problem, x0, 100, engine=engine, record=[Suboptimality(), GradientNorm()])
        if broken := broken_run(t):
            return broken
        f, g = t.observed["Suboptimality"], t.observed["GradientNorm"]
        floor = eta / 2 * (L * R) ** 2
        right = f[:-1] - eta / 2 * g[:-1] ** 2 + floor
        allowance = 1e-13 * (f[:-1] + eta * g[:-1] ** 2 + floor)
        findings.append(step_inequality(f[1:], right, allowance=allowance, label=f"f(x_t+1), {name}"))
    return worst(findings)


def _cycle(spectrum: np.ndarray, parameters: tuple[float, ...]) -> tuple[float, np.ndarray]:
    """Amplitude of the two-cycle along v_1, and the factors of the other coordinates on it."""
    eta, near, far, b0, b1, gamma = parameters
    top, k = spectrum[0], spectrum[1:] / spectrum[0]
    R = near + (1 - b1) * far
    size = eta * top * R / (2 - eta * top)
    y = 1 + far * k**2 / size
    q = b1 * (1 + near * k / size) + (1 - b1) * y * (1 + near * k / (size + far))
    p = 1 + (1 - b0) * y
    share = (size + (1 - b0) * (size + far)) / (size + R)
    return size, 1 - eta * spectrum[1:] * (q - gamma * (p - share * q))


@claim(
    "gam-accelerated",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic it ends on +-A v_1, A = eta lambda_1 (r' + (1 - beta_1) r)/(2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.FirstPerturbationLeft,
            mutants.AscentLeft,
            mutants.DifferenceLeft,
            mutants.WeightsExchanged,
            mutants.FullLastWeight,
            mutants.WithoutProjection,
            mutants.ParallelPart,
            mutants.CosineOnly,
            mutants.DifferenceTooLong,
            mutants.AscentTooLong,
            mutants.StepTooLong,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.5, 1.0)) -> Finding:
    """On the axis of v_1 all vectors are parallel: p_perp = 0 and q = lambda_1 (x + (r' + (1 - beta_1) r) sign(x)) v_1.

    This is SAM with the radius r' + (1 - beta_1) r: set x+ = -x. With the weights taken here the cycle attracts: the
    factors of the claim on the approach are below 1 in modulus. With a double top eigenvalue the cycle lies in
    its eigenspace, not along one axis.
    """
    parameters, steps = (0.3, 0.02, 0.2, 0.5, 0.6, 0.25), 400
    t = run(
        method(*parameters), diagonal_quadratic(spectrum), np.array([0.7, -0.4, 0.9]), steps, engine=engine
    )
    if broken := broken_run(t):
        return broken
    amplitude, _ = _cycle(np.array(spectrum), parameters)
    picture = Picture(
        (
            Curve("amplitude A", np.array([1, steps]), np.full(2, amplitude), "theory"),
            Curve("|x_t|", t.steps[1:], np.linalg.norm(t.x[1:], axis=1), "measured"),
        ),
        "t", "amplitude", "log", "log",
    )  # fmt: skip
    # rounding: the map contracts, so the error is a few units of the largest intermediate, over r' for d
    expected = np.tile([amplitude, 0.0, 0.0], (10, 1))
    return identity(np.abs(t.x[-10:]), expected, tolerance=1e-12, scale=amplitude, picture=picture)


@claim(
    "gam-accelerated",
    theorem="approach to the two-cycle",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="near its cycle coordinate i has the factor 1 - eta lambda_i (c_q - gamma (c_p - s c_q)), in closed form",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.FirstPerturbationLeft,
            mutants.DescendingPerturbation,
            mutants.OrthogonalPartAdded,
            mutants.AscentOfTheLoss,
            mutants.StaleDifference,
            mutants.UnnormalisedAscent,
            mutants.WeightedFirstGradient,
            mutants.WrongSecondWeight,
            mutants.WeightsExchanged,
            mutants.DifferenceTooLong,
            mutants.AscentTooLong,
            mutants.GammaTooLarge,
            mutants.StepTooLong,
            mutants.LargeGuard,
        ),
        *without("quadratic", quartic=1.0),
    ),
)
def approach_to_the_cycle(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """Let k = lambda_i/lambda_1, A the amplitude. At x = A v_1 + delta v_i, to first order in delta, y has coordinate i
    c_y delta, c_y = 1 + r k^2/A, and q and p have lambda_i delta times

    c_q = beta_1 (1 + r' k/A) + (1 - beta_1) c_y (1 + r' k/(A + r)) and c_p = 1 + (1 - beta_0) c_y. Along v_1,
    p = s q with s = (A + (1 - beta_0) (A + r))/(A + r' + (1 - beta_1) r), so p_perp is p - s q to this order. The map
    commutes with reflections of each coordinate, so coordinate i decays by its own factor.
    """
    spectrum, parameters, steps = np.array([3.0, 2.75, 1.0]), (0.3, 0.02, 0.2, 0.25, 0.6, 0.5), 200
    problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    t = run(method(*parameters), problem, np.array([0.7, -0.4, 0.9]), steps, engine=engine)
    if broken := broken_run(t):
        return broken
    _, factors = _cycle(spectrum, parameters)
    # relative rounding of each coordinate is some ten units per step, over r' for d; that of the fitted slope less
    return worst(
        [
            geometric_rate(
                np.abs(t.x[1:, i + 1]), abs(factors[i]), tolerance=1e-6, ylabel=f"|coordinate {i + 2}|"
            )
            for i in range(2)
        ]
    )


@claim(
    "gam-accelerated",
    theorem="reduction to SAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with beta_1 = 1 and gamma = 0 it is SAM with radius r'",
    controls=(
        *planted(
            mutants.RadiiSwapped, mutants.DifferenceTooLong, mutants.WeightsExchanged, mutants.StepTooLong
        ),
        *without("beta_1 = 1", beta_1=1 - 2.0**-20),
        *without("gamma = 0", gamma=2.0**-20),
    ),
)
def with_the_first_difference_only_sam(
    method: type, engine: str, beta_1: float = 1.0, gamma: float = 0.0
) -> Finding:
    """q = g1 = grad f(x + r' g0/|g0|), the gradient of SAM; the products with 1 and 0 are exact."""
    problem, x0, eta, near = LogQuadratic(4), np.array([3.0, -0.4, 1.5, -2.0]), 0.25, 0.125
    t = run(method(eta, near, 0.5, 0.25, beta_1, gamma), problem, x0, 30, engine=engine)
    if broken := broken_run(t):
        return broken
    sam = run(SAM(eta, near), problem, x0, 30, engine=engine)
    return identity(t.x, sam.x, tolerance=2.0**-53)


@claim(
    "gam-accelerated",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: d = 0, q = p = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """g0 = 0 gives g1 = g0, so d = 0, y = x, g2 = 0 and g3 = g2: p, q and p_perp vanish.

    The data are small integers, so the gradient at the minimiser (1, 2) is zero exactly in floating point.
    """
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0]))
    minimiser = np.array([1.0, 2.0])
    algorithm = method(0.125, 0.0625, 0.5, 0.25, 0.5, 0.5)
    t = run(algorithm, problem, minimiser + offset, 5, engine=engine)
    return broken_run(t) or identity(t.x, np.tile(minimiser, (6, 1)), tolerance=2.0**-53)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    first_iterates_on_a_quadratic,
    error_of_the_difference,
    exact_form_on_a_quadratic,
    orthogonal_decomposition,
    descent_up_to_the_floor,
    two_cycle,
    approach_to_the_cycle,
    with_the_first_difference_only_sam,
    stationary_point_is_fixed,
)
