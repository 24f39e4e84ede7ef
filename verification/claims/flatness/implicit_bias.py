"""F-GR on diagonal linear networks: how it shrinks the effective scale of the initialisation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from refimpl.flatness.forward_gradient_regularisation import State
from refimpl.problems import DiagonalLinearNetwork, random_diagonal_linear_network
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import forward_gradient_regularisation as mutants
from verification.trial import complete_run

GAMMA, EPSILON, SCALE = 0.1, 0.05, 0.3


def _gradients(problem: DiagonalLinearNetwork, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """G = X'(X beta - y)/n at x and at x + epsilon grad f(x), written out without the problem's oracles."""

    def G(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        return problem.X.T @ (problem.X @ (u * u - v * v) - problem.y) / len(problem.y)

    u, v = np.split(x, 2)
    here = G(u, v)
    return here, G(u * (1 + 2 * EPSILON * here), v * (1 - 2 * EPSILON * here))


@claim(
    "forward-gradient-regularisation",
    theorem="diagonal linear network, the scale of every step",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="u*v is multiplied by (1 - 4 eta gamma G*G')^2 - 4 eta^2 P^2 per step, P = G + (gamma/epsilon)(G' - G)",
    controls=planted(
        mutants.NotDivided,
        mutants.NormalisedPerturbation,
        mutants.PenaltySubtracted,
        mutants.WrongSide,
        mutants.OtherDifference,
        mutants.PerturbationNotUndone,
        mutants.PenaltyOnly,
        mutants.PerturbedGradient,
        mutants.HalfThePenalty,
        mutants.DifferenceTooLong,
        mutants.GradientDescent,
        mutants.StepTooLong,
    ),
)
def scale_of_every_step(method: type, engine: str) -> Finding:
    """grad f = (2u*G, -2v*G), so x + epsilon grad f = (u*(1 + 2 epsilon G), v*(1 - 2 epsilon G)) with gradient
    (2u*(1 + 2 epsilon G)*G', -2v*(1 - 2 epsilon G)*G'). The direction of F-GR is (u*(2P + 4 gamma G*G'),
    v*(-2P + 4 gamma G*G')); multiply the two new factors.
    """
    problem, eta = random_diagonal_linear_network(n=3, d=6, seed=0), 0.0625
    x = complete_run(method(eta, GAMMA, EPSILON), problem, np.full(12, SCALE), 40, engine=engine).x
    expected = []
    for row in x[:-1]:
        G, ahead = _gradients(problem, row)
        P = G + GAMMA / EPSILON * (ahead - G)
        expected.append((1 - 4 * eta * GAMMA * G * ahead) ** 2 - 4 * eta**2 * P**2)
    products = x[:, :6] * x[:, 6:]
    # entries of size 1 with residuals of size 2^2: some 2^6 roundings
    return identity(products[1:], products[:-1] * np.array(expected), tolerance=2.0**-46)


@claim(
    "forward-gradient-regularisation",
    theorem="diagonal linear network, implicit bias of the flow",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the flow ends at the interpolator of least hyperbolic entropy, scales s = a exp(-4 gamma int G*G' dt)",
    shows=("P048/3",),
    controls=(
        *planted(
            mutants.NotDivided,
            mutants.OtherDifference,
            mutants.PerturbedGradient,
            mutants.HalfThePenalty,
            mutants.GradientDescent,
        ),
        *without("the effective scale, that of the start", effective=0.0),
    ),
)
def least_entropy_with_the_effective_scale(method: type, engine: str, effective: float = 1.0) -> Finding:
    """With P and G' as above d log(u*v)/dt = -8 gamma G*G' and d log(u/v)/dt = -4 P, so u*v ends at s*s. P is in the
    span of the rows of X, and so is log(u/v), which starts at 0: beta = 2 u*v sinh(log(u/v)) gives
    arcsinh(beta/(2 s*s)) in that span, the optimality condition of the entropy with scale s among interpolators.

    The direction of the method is integrated by an adaptive Runge-Kutta method to a relative 1e-9
    per step; at t = 40 the residual is below 1e-9.
    """
    from scipy.integrate import solve_ivp

    problem = random_diagonal_linear_network(n=3, d=6, seed=2)
    step: Callable[..., State] = method(1.0, GAMMA, EPSILON).step

    def field(_: float, z: np.ndarray) -> np.ndarray:
        G, ahead = _gradients(problem, z[:12])
        return np.concatenate([step(problem, State(z[:12]), None).x - z[:12], G * ahead])

    start = np.concatenate([np.full(12, SCALE), np.zeros(6)])
    path = solve_ivp(field, (0, 40), start, method="DOP853", rtol=1e-9, atol=1e-12)
    u, v, integral = np.split(path.y, 3)
    predicted = SCALE**2 * np.exp(-8 * GAMMA * effective * integral)
    position = np.arcsinh((u[:, -1] ** 2 - v[:, -1] ** 2) / (2 * predicted[:, -1]))
    coefficients = np.linalg.lstsq(problem.X.T, position, rcond=None)[0]
    times = path.t[1:]
    picture = Picture(
        tuple(
            Curve(f"{name} of coordinate {j + 1}", times, values[j, 1:], role)
            for j in (0, 1, 2)
            for name, values, role in (("a^2 exp(-8 gamma int)", predicted, "theory"), ("u v", u * v, "measured"))
        ),
        "time", "u v", "log", "log",
    )  # fmt: skip
    # 60 steps with relative errors of 1e-9 each, which the flow does not enlarge
    findings = [
        identity(u * v, predicted, tolerance=6e-8),
        identity(problem.X @ (u[:, -1] ** 2 - v[:, -1] ** 2), problem.y, tolerance=6e-8),
        identity(problem.X.T @ coefficients, position, tolerance=6e-8),
    ]
    return worst(findings)._replace(picture=picture)


IMPLICIT_BIAS = (scale_of_every_step, least_entropy_with_the_effective_scale)
