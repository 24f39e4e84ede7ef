"""Perturbed gradient descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.observables import GradientNorm, Value
from refimpl.problems import LogQuadratic, Quadratic, ScalarNetwork, diagonal_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, mean_test, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import perturbed_gd as mutants
from verification.trial import complete_run, complete_runs, first_iterates

A, B = [[3, 1], [1, 2]], [1, -1]
NORMAL = (
    (0.75, -1.25),
    (1.0, 0.5),
    (0.5, 2.0),
    (-0.25, 1.5),
    (1.0, -0.5),
    (1.75, 0.25),
    (-0.75, 1.0),
    (2.0, 1.0),
)
UNIFORM = (0.25, 0.875, 0.5, 0.0625, 0.75, 0.375, 0.625, 0.125)


@claim(
    "perturbed-gd",
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 with large gradients, perturbations and waits equal PGD in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it. A draw u gives the radius r (1 - u)^{1/2}."""
    eta, radius, threshold, wait = Decimal("0.125"), Decimal("0.5"), Decimal("2.5"), 2
    draws = [v for pair, u in zip(NORMAL, UNIFORM) for v in (*pair, u)]
    expected, since = [], wait + 1
    with localcontext() as context:
        context.prec = 80

        def gradient(p: list[Decimal]) -> list[Decimal]:
            return [sum((a * v for a, v in zip(row, p)), Decimal(0)) - c for row, c in zip(A, B)]

        def size(p: list[Decimal]) -> Decimal:
            return sum((v * v for v in p), Decimal(0)).sqrt()

        x = [Decimal(2), Decimal(-1)]
        for t in range(10):
            since += 1
            if since > wait + 1 and size(gradient(x)) <= threshold:
                z = [Decimal(v) for v in NORMAL[t % 8]]
                length = radius * (1 - Decimal(UNIFORM[t % 8])).sqrt()
                x = [v + length * w / size(z) for v, w in zip(x, z)]
                since = 1
            x = [v - eta * w for v, w in zip(x, gradient(x))]
            expected.append(x)
    problem = Quadratic(np.array(A, float), np.array(B, float))
    algorithm = method(0.125, 0.5, 2.5, 2)
    return first_iterates(algorithm, problem, np.array([2.0, -1.0]), expected, engine, rng=tape(draws * 2))


@claim(
    "perturbed-gd",
    theorem="uniform law of the perturbation",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="xi = (I - eta A)^{-1} x_{t+1} - x_t has mean 0 and covariance r^2/(d+2) I, and (|xi|/r)^d is uniform",
    alpha=2e-6,
    controls=(
        *planted(
            mutants.NeverPerturbed,
            mutants.OnTheSphere,
            mutants.UniformRadius,
            mutants.NormalNoise,
            mutants.StaleGradient,
            mutants.PerturbationUndone,
        ),
        *without("the dimension 3", believed=4),
    ),
)
def uniform_on_the_ball(method: type, engine: str, believed: int = 3) -> Finding:
    """z/|z| is uniform on the sphere and u^{1/d} has the law of the radius of a uniform point: P(|xi| <= s r) = s^d.

    So (|xi|/r)^d is uniform on [0, 1], mean 1/2 and variance 1/12, and E xi xi' = (r^2/d) E u^{2/d} I = r^2/(d+2) I.
    (|xi|/r)^{2d} has mean 1/3 and variance 1/5 - 1/9. With a threshold above all gradients and a wait of one step every
    other step perturbs: 1000 independent draws in one run.
    """
    eta, r, spectrum = 0.25, 2.0, np.array([2.0, 1.0, 0.5])
    algorithm, problem = method(eta, r, 1e6, 1), diagonal_quadratic(spectrum)
    x = complete_run(algorithm, problem, np.zeros(3), 2000, engine=engine).x
    xi = x[1::2] / (1 - eta * spectrum) - x[:-1:2]
    shares = (np.linalg.norm(xi, axis=1) / r) ** believed
    powers = np.stack([shares, shares**2], axis=1)
    covariance = [[1 / 12, 1 / 12], [1 / 12, 1 / 5 - 1 / 9]]
    return worst(
        [
            mean_test(xi, np.zeros(3), covariance=r**2 / 5 * np.eye(3), margin=0.25),
            mean_test(powers, [1 / 2, 1 / 3], covariance=covariance, margin=0.25),
        ]
    )


@claim(
    "perturbed-gd",
    theorem="escape from a saddle",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from the stable manifold x_k = (I - eta A)^{k-t} y_t after the perturbation at t, growing by 1 + eta c",
    controls=(
        *planted(
            mutants.NeverPerturbed,
            mutants.OnTheSphere,
            mutants.UniformRadius,
            mutants.NormalNoise,
            mutants.RadiusTooLarge,
            mutants.WithoutWait,
            mutants.WithoutThreshold,
            mutants.StaleGradient,
            mutants.PerturbationUndone,
            mutants.StepTooLong,
        ),
        *without("a perturbation", radius=0.0),
    ),
)
def escape_from_the_stable_manifold(method: type, engine: str, radius: float = 0.5) -> Finding:
    """x_0 = (4, 0) has no component along the direction of curvature -1: gradient descent stays on that line and ends

    in the saddle. |g_t| = 8 (1/2)^t is at the threshold 4 at t = 1, and first below the threshold 3.97 at t = 2; there
    xi = r sqrt(1 - u) z/|z| is added, and from then on the coordinates are multiplied by 1/2 and 5/4 per step; the wait
    is longer than the run.
    """
    eta, u, z, findings = 0.25, 0.19, np.array([0.6, 0.8]), []
    problem = diagonal_quadratic([2.0, -1.0])
    for threshold, t in ((4.0, 1), (3.97, 2)):
        algorithm = method(eta, radius, threshold, 100)
        draws = tape([*z, u] * 30)
        x = complete_run(algorithm, problem, np.array([4.0, 0.0]), 30, engine=engine, rng=draws).x
        before = np.array([4.0, 0.0]) * np.array([0.5, 1.25]) ** np.arange(t + 1)[:, None]
        y = before[-1] + 0.5 * np.sqrt(1 - u) * z
        after = y * np.array([0.5, 1.25]) ** np.arange(1, 31 - t)[:, None]
        # one product per coordinate and step, rounded once or twice, and ten operations in xi
        findings.append(identity(x, np.concatenate([before, after]), tolerance=80 * 2.0**-53))
    return worst(findings)


@claim(
    "perturbed-gd",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f - (eta/2)|g|^2 without, f(x+) <= f + threshold r + L r^2/2 with a perturbation, eta <= 1/L",
    controls=(
        *planted(mutants.NormalNoise, mutants.WithoutWait, mutants.StepTooLong),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Without perturbation the descent lemma for eta <= 1/L, with equality on L x^2/2. With one

    f(y) <= f(x) + <g, xi> + (L/2)|xi|^2, |g| <= threshold, |xi| <= r, and the gradient step from y does not raise f.
    It may come where |g| is at most the threshold, and not within `wait` steps of the last one.
    """
    r, threshold, wait, L = 0.5, 0.25, 3, 2.0
    findings = []
    for name, problem, start in (
        ("x^2", diagonal_quadratic([2.0]), (3.0,)),
        ("log", LogQuadratic(2), (1.5, -0.5)),
    ):
        run = complete_run(
            method(step_factor / L, r, threshold, wait), problem, np.array(start), 60, engine=engine, rng=3,
            record=[Value(), GradientNorm()],
        )  # fmt: skip
        f, g = run.observed["Value"], run.observed["GradientNorm"][:-1]
        allowed, since = np.zeros(60), wait + 1
        plain = f[:-1] - step_factor / L / 2 * g**2
        for t in range(60):
            if since > wait and g[t] <= threshold:
                allowed[t], since = f[t] + threshold * r + L * r**2 / 2, 0
            else:
                allowed[t] = plain[t]
            since += 1
        # some ten operations on each of the terms
        allowance = 1e-14 * (f[:-1] + g**2)
        findings.append(step_inequality(f[1:], allowed, allowance=allowance, label=f"f(x_t+1), {name}"))
    return worst(findings)


@claim(
    "perturbed-gd",
    theorem="a saddle of a network",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="from the saddle (0, 0) of (ab - 1)^2/2 all of 20 runs end within 0.1 of ab = 1, gradient descent never",
    controls=(
        *planted(mutants.NeverPerturbed),
        *without("steps enough", steps=5),
    ),
)
def leaves_the_saddle_of_a_network(method: type, engine: str, steps: int = 200) -> Finding:
    """At (0, 0) the gradient is zero and the Hessian has the eigenvalues +-1. With eta = 1/4 a component s along (1, 1)

    grows by 1 + eta (1 - ab) per step: from 1e-6 on it needs at most log(1e6)/log(9/8) = 118 steps to ab = 1/2, and
    then 1 - ab falls by about 1 - eta (a^2 + b^2) <= 3/4 per step. A smaller component has probability 1e-4,
    and the seeds are fixed; a later perturbation moves ab by sqrt 2 r + r^2 at most, 0.03.
    """
    problem, algorithm = ScalarNetwork(2), method(0.25, 1 / 64, 0.01, 100)
    runs = complete_runs(algorithm, problem, np.zeros(2), steps, engine=engine, seeds=range(20))
    ends = np.array([abs(abs(np.prod(t.x[-1])) - 1) for t in runs])
    return bound(ends, np.full(20, 0.1), xlabel="seed", ylabel="|ab - 1|")


CLAIMS = (
    first_iterates_on_a_quadratic,
    uniform_on_the_ball,
    escape_from_the_stable_manifold,
    descent,
    leaves_the_saddle_of_a_network,
)
