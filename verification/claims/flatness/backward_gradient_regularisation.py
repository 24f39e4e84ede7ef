"""B-GR: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from refimpl.flatness.forward_gradient_regularisation import ForwardGradientRegularisation
from verification.arithmetic.penalty import one_sided
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness import gradient_floor as floor
from verification.claims.flatness import gradient_penalty as shared
from verification.claims.flatness.gradient_floor import L
from verification.claims.stationary import is_fixed
from verification.finding import Finding
from verification.mutants.flatness import backward_gradient_regularisation as mutants

INVISIBLE = (mutants.DifferenceTooLong, mutants.PerturbedByGamma, mutants.PerturbedByTheStep)


@claim(
    "backward-gradient-regularisation",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic and on a coupled quadratic equal B-GR in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_the_plane(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return shared.six_iterates(method(0.03125, 0.125, 0.0625), one_sided("0.125", "-0.0625"), engine)


@claim(
    "backward-gradient-regularisation",
    theorem="error of the difference",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quartic D - H g = -(epsilon/2) D^3 f[g, g] + (epsilon^2/6) D^4 f[g, g, g], without remainder",
    controls=planted(*mutants.MUTANTS),
)
def error_of_the_difference(method: type, engine: str) -> Finding:
    """Taylor's formula for grad f along -epsilon g ends with the fourth derivative of f on a polynomial of degree four.

    So the error is of order epsilon, with the leading coefficient -1/2 D^3 f[g, g]. One step with eta = gamma = 1
    shows D.
    """
    return shared.expands(shared.errors_of_the_difference(method, engine), -1 / 2, 1 / 6)


@claim(
    "backward-gradient-regularisation",
    theorem="quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic D = H g whatever epsilon: mode i is multiplied by 1 - eta l_i (1 + gamma l_i)",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m not in (*INVISIBLE, mutants.OtherDifference))),
        *without("quadratic", quartic=1e-3),
    ),
)
def modes_of_a_quadratic(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """grad f is affine, so the difference is exact and x+ - x* = (I - eta (H + gamma H^2))(x - x*), mode by mode."""
    return shared.regularised_modes(method(0.25, 0.375, 0.5), 0.25, 0.375, engine, quartic)


@claim(
    "backward-gradient-regularisation",
    theorem="one-step descent without a floor",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) (1 - L^2 gamma^2) |g_t|^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
            mutants.NormalisedPerturbation,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_without_a_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the direction G = g + gamma D: for eta <= 1/L, f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2,

    and |G - g| = gamma |D| <= gamma L |g|, whatever epsilon. On f = (L/2) x^2 with eta = 1/L the step is
    x+ = -gamma L x and both sides are L^2 gamma^2 f(x) at every t; the non-convex sum log(1 + x_i^2) (L = 2) joins it.
    """
    eta, gamma = step_factor / L, 0.25
    return floor.descent_without_a_floor(method(eta, gamma, 0.125), eta, L * gamma, engine)


@claim(
    "backward-gradient-regularisation",
    theorem="average gradient without a floor",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T (1 - L^2 gamma^2)) for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(mutants.PenaltyTooStrong, mutants.StepTooLong),
        *without("eta <= 1/L", step_factor=1.5),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L, |g_t|^2 = q^t |g_0|^2 with q = L^2 gamma^2: the ratio of the sides is 1 - q^T.
    """
    eta, gamma = step_factor / L, 0.25
    return floor.average_without_a_floor(method(eta, gamma, 0.125), eta, L * gamma, engine)


@claim(
    "backward-gradient-regularisation",
    theorem="central difference",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quartic the mean of both differences is H g + (epsilon^2/6) D^4 f[g, g, g]: order two",
    controls=(
        *planted(
            mutants.NotDivided,
            mutants.NormalisedPerturbation,
            mutants.PenaltySubtracted,
            mutants.WrongSide,
            mutants.OtherDifference,
            mutants.DifferenceTooLong,
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
        ),
    ),
)
def mean_of_both_differences(method: type, engine: str) -> Finding:
    """The terms with D^3 f have opposite signs, as that of B-GR is taken along -epsilon g, and cancel in the mean."""
    forward = shared.errors_of_the_difference(ForwardGradientRegularisation, engine)
    backward = shared.errors_of_the_difference(method, engine)
    return shared.expands((forward + backward) / 2, 0.0, 1 / 6)


@claim(
    "backward-gradient-regularisation",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with gamma = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.PerturbedGradient) + without("gamma = 0", gamma=1e-6),
)
def without_penalty_gradient_descent(method: type, engine: str, gamma: float = 0.0) -> Finding:
    """gamma = 0 leaves x - eta g; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return floor.is_gradient_descent(method(0.25, gamma, 0.5), 0.25, engine)


@claim(
    "backward-gradient-regularisation",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: D = 0 and x+ = x, exactly",
    controls=without("zero gradient", offset=1e-3),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """g = 0 makes the perturbation zero, so both gradients and their difference vanish. The data are integers."""
    return is_fixed(method(0.125, 0.25, 0.5), offset, engine)


CLAIMS = (
    first_iterates_in_the_plane,
    error_of_the_difference,
    modes_of_a_quadratic,
    descent_without_a_floor,
    average_gradient,
    mean_of_both_differences,
    without_penalty_gradient_descent,
    stationary_point_is_fixed,
)
