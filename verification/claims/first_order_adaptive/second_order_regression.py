"""Gradient descent on second-order regression: closed maps, and where the tangent kernel ends (P290)."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import QuadraticRegression, random_quadratic_regression, saddle_regression
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.first_order_adaptive import gradient_descent as mutants
from verification.trial import complete_run

U = 2.0**-53


@claim(
    "gradient-descent",
    paper="P290",
    theorem="closed map of residual and Jacobian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="z+ = z - eta J v + (eta^2/2) Q(v, v), J+ = J - eta Q(v, .), v = J'z, at every step",
    controls=(
        *planted(
            mutants.StepTooLong,
            mutants.StepTooShort,
            mutants.HiddenDecay,
            mutants.NormalisedGradient,
            mutants.ClippedGradient,
            mutants.Sequential,
            mutants.HiddenMomentum,
        ),
        *without("the term of second order", second=0.0),
    ),
)
def closed_map(method: type, engine: str, second: float = 1.0) -> Finding:
    """theta+ = theta - eta v with v = J'z the gradient; z is quadratic and J affine in theta.

    So z(theta - eta v) = z - eta J v + (eta^2/2) Q(v, v) and J(theta - eta v) = J - eta Q(v, .): theta is gone.
    """
    eta, n, d = 1 / 16, 3, 4
    problem = random_quadratic_regression(n, d, seed=3, curvature=0.5)
    t = complete_run(method(eta), problem, np.array([0.5, -1.0, 0.25, 1.0]), 50, engine=engine)
    z = np.array([problem.residual(x) for x in t.x])
    J = np.array([problem.jacobian(x) for x in t.x])
    Q = problem.Q.reshape(n, d, d)
    v = np.einsum("kij,ki->kj", J, z)[:-1]
    Qv = np.einsum("ijl,kl->kij", Q, v)
    wanted = (
        z[:-1]
        - eta * np.einsum("kij,kj->ki", J[:-1], v)
        + second * eta**2 / 2 * np.einsum("kij,kj->ki", Qv, v)
    )
    # z and J are sums of at most 1 + 4 + 16 products of terms no larger than these
    size = np.abs(problem.y).max() + np.abs(problem.J).sum() + np.abs(Q).sum()
    size *= max(1.0, float(np.abs(t.x).max())) ** 2
    return worst(
        [
            identity(z[1:], wanted, tolerance=32 * U, scale=size),
            identity(J[1:], J[:-1] - eta * Qv, tolerance=32 * U, scale=size),
        ]
    )


@claim(
    "gradient-descent",
    paper="P290",
    theorem="two-dimensional model",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="z = (x_1^2 - eps x_2^2)/2 - E: (z, T) follows a closed map, T = x_1^2 + eps^2 x_2^2 the tangent kernel",
    controls=planted(
        mutants.StepTooLong, mutants.HiddenDecay, mutants.NormalisedGradient, mutants.HiddenMomentum
    )
    + without("eps of the model", assumed=0.26),
)
def map_of_residual_and_kernel(method: type, engine: str, assumed: float = 0.25) -> Finding:
    """a = x_1^2 and b = eps x_2^2 are linear in (z, T): z + E = (a - b)/2 and T = a + eps b give
    a = (T + 2 eps (z + E))/(1 + eps), b = (T - 2 (z + E))/(1 + eps).

    Gradient descent multiplies x_1 by 1 - eta z and x_2 by 1 + eta eps z.
    """
    eta, E, eps = 0.5, 0.75, assumed
    problem = saddle_regression(E, 0.25)
    t = complete_run(method(eta), problem, np.array([1.75, 1.0]), 60, engine=engine)
    z = np.array([problem.residual(x)[0] for x in t.x])
    T = np.array([problem.tangent_kernel(x)[0, 0] for x in t.x])
    a = (T + 2 * eps * (z + E)) / (1 + eps) * (1 - eta * z) ** 2
    b = (T - 2 * (z + E)) / (1 + eps) * (1 + eta * eps * z) ** 2
    # every number here is a sum of a few products below T + 2 E + 2 |z| < 16, of some ten roundings
    return worst(
        [
            identity(z[1:], ((a - b) / 2 - E)[:-1], tolerance=32 * U, scale=16.0),
            identity(T[1:], (a + eps * b)[:-1], tolerance=32 * U, scale=16.0),
        ]
    )


@claim(
    "gradient-descent",
    paper="P290",
    theorem="no limit beyond the edge of stability",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="2-D model, 48 starts with eta T_0 < 2: where the residual vanishes in the end, eta T <= 2",
    controls=(
        *planted(mutants.HiddenMomentum),
        *without("step eta, a sixteenth of it (nearly gradient flow)", factor=1 / 16),
    ),
)
def limits_below_the_edge(method: type, engine: str, factor: float = 1.0) -> Finding:
    """At z = 0 the Hessian is J'J with the eigenvalue T: z+ = (1 - eta T) z + O(z^2) grows where eta T > 2.

    So no run ends there unless a residual is exactly zero. Nearly gradient flow ends beyond from the same starts:
    the kernel grows on the way. Starts side by side are one model with a residual each; few of them diverge.
    """
    eps, steps = 0.05, 1500
    T0, z0 = np.meshgrid(np.linspace(1.55, 1.9, 6), np.linspace(-0.6, 0.5, 8), indexing="ij")
    problem, x0 = side_by_side(np.full(48, 0.1), eps, T0.ravel(), z0.ravel())
    t = complete_run(method(factor), problem, x0, steps, engine=engine, every=steps)
    z, T = problem.residual(t.x[-1]), np.diag(problem.tangent_kernel(t.x[-1]))
    ended = np.abs(z) < 1e-6
    # T still moves by 2 |z| T at most
    found = bound(
        T[ended], np.full(ended.sum(), 2.0), allowance=1e-5, x=np.flatnonzero(ended), xlabel="start",
        ylabel="eta T at the end", xscale="linear", yscale="linear",
    )  # fmt: skip
    enough = bound(
        np.array([np.sum(~ended)]), np.array([12.0]), allowance=0.0, ylabel="runs that have not ended"
    )
    return worst([enough, found])


def side_by_side(E: np.ndarray, eps: float, T: np.ndarray, z: np.ndarray) -> tuple[Any, np.ndarray]:
    """Independent 2-D models as one, and the start at which each has the given kernel and residual."""
    n = len(E)
    Q = np.zeros((n, 2 * n, 2 * n))
    i = np.arange(n)
    Q[i, 2 * i, 2 * i], Q[i, 2 * i + 1, 2 * i + 1] = 1.0, -eps
    a = (T + 2 * eps * (z + E)) / (1 + eps)
    b = (T - 2 * (z + E)) / (1 + eps)
    x0 = np.sqrt(np.column_stack([a, b / eps])).ravel()
    return QuadraticRegression(-E, np.zeros((n, 2 * n)), Q.reshape(2 * n * n, 2 * n)), x0


@claim(
    "gradient-descent",
    paper="P290",
    theorem="where the kernel ends",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="for w_0 = eta (T_0 - 2 z_0) - 2 > 0 it ends at eta T = 2 - eps (1 - eta E)/2 + O(eps^2), below the edge",
    shows=("P290/1",),
    controls=(
        *planted(mutants.HiddenMomentum, mutants.HiddenDecay, mutants.StepTooShort, mutants.StepTooLong),
        *without("w_0 > 0", z=0.05),
        *without("small eps", eps=1.0),
        *without("the factor 1 - eta E", centred=0.0),
    ),
)
def end_of_the_kernel(
    method: type, engine: str, z: float = -0.2, eps: float = 0.02, centred: float = 1.0
) -> Finding:
    """With eta = 1 (rescaling). b = eps x_2^2 is multiplied by (1 + eps z)^2:
    w = T - 2 - 2 z = (1 + eps) b + 2 E - 2
    is slow. Two steps, T = 2 + w + 2 z: z -> z + 2 z w - 4 z^3 + ..., and the sum of the two z is -z^2 - z w + ...,
    z w being half the increment of z. With y = z^2 and kappa = 4 eps (1 - E), to leading order

    y -> y + 4 y w - 8 y^2,  w -> w - kappa y,  so  dy/dw = (8 y - 4 w)/kappa,
    y = A exp(8 w/kappa) + w/2 + kappa/16.

    A is forgotten as w falls from w_0 > 0 to values of order kappa, and y = 0 at w = -kappa/8 = -eps (1 - E)/2. There
    z = 0, T = 2 + w. Two values of eps and Richardson's extrapolation leave O(eps^2) of the quotient. (For w_0 < 0
    the run ends near T = 2 + w_0, which depends on the start.)
    """
    E = np.array([0.0, 0.25, 0.5])
    quotients, curves = [], []
    for e in (eps, eps / 2):
        problem, x0 = side_by_side(E, e, np.full(3, 1.9), np.full(3, z))
        steps = round(80 / e)
        t = complete_run(method(1.0), problem, x0, steps, engine=engine, every=20)
        T = np.array([np.diag(problem.tangent_kernel(x)) for x in t.x])
        deficit = (2 - T + 2 * np.array([problem.residual(x) for x in t.x])) / e
        quotients.append(deficit[-1])
        late = t.steps * e > 10
        curves += [
            Curve(f"E = {E[i]:g}, eps = {e:g}", t.steps[late] * e, deficit[late, i], "measured")
            for i in (0, 2)
        ]
    for i in (0, 2):
        curves.append(
            Curve(f"(1 - E)/2, E = {E[i]:g}", np.array([10, 80]), np.full(2, (1 - E[i]) / 2), "theory")
        )
    extrapolated = 2 * quotients[1] - quotients[0]
    # the remainder is eps^2 times numbers of order ten
    return identity(
        extrapolated, (1 - centred * E) / 2, tolerance=16 * 0.02**2, scale=1.0,
        picture=Picture(tuple(curves), "k eps", "(2 - eta T)/eps", "linear", "linear"),
    )  # fmt: skip


REGRESSION = (closed_map, map_of_residual_and_kernel, limits_below_the_edge, end_of_the_kernel)
