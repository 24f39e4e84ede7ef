"""Implicit Diffusion on the Gaussian location model, where it is a linear map: three of its claims."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from refimpl.core.draws import tape
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel.diffusion import UNIT, T, expected_covariances, location, signed, stationary
from verification.evidence import exact_moments, identity, step_inequality
from verification.finding import Finding
from verification.mutants.bilevel.implicit_diffusion import MUTANTS
from verification.trial import complete_run

controls = functools.partial(named, MUTANTS)


class MeanParticle(NamedTuple):
    """m_k."""

    def measure(self, problem, state):
        return np.mean(state.particles)


@claim(
    "implicit-diffusion",
    theorem="Gaussian location model",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="(m, x) moves by [[1 - gamma, gamma], [-eta s, 1]] about (t, t) at every k, eta/gamma from 1/2 to 8",
    controls=planted(*(m for m in MUTANTS if m.__name__ != "DirectTermDropped")),
)  # fmt: skip
def linear_map_of_mean_and_parameter(method: type, engine: str) -> Finding:
    """Particles m +- d: m+ = (1 - gamma) m + gamma x plus the mean of the noise, 0; G = s (m - t), s = 2 d^2 =

    Cov(y, y), since the third moment of two points vanishes. Draws that keep d keep s, here 1/(1 - gamma/2), the
    variance of the chain in the long run: the map of infinitely many particles, exactly. Its fixed point is (t, t)
    whatever eta/gamma.
    """
    gamma, steps, problem, found, expected = 0.25, 24, location(), [], []
    pair = stationary(gamma)
    for eta in (0.125, 0.5, 0.875, 2.0):
        A = np.array([[1 - gamma, gamma], [-eta / (1 - gamma / 2), 1.0]])
        for m, x in ((T, T), (0.25, 1.5)):
            algorithm = method(eta, gamma, pair.cloud(m))
            run = complete_run(
                algorithm, problem, np.array([x]), steps, engine=engine, rng=pair.draws(steps), record=[MeanParticle()]
            )  # fmt: skip
            found.append(np.stack([run.observed["MeanParticle"], run.x[:, 0]], axis=1) - T)
            expected.append([np.linalg.matrix_power(A, k) @ (m - T, x - T) for k in range(steps + 1)])
    # some 20 roundings a step of numbers near one, times growth: det A < 1.33, |A^k| < 40
    return identity(np.array(found), np.array(expected), tolerance=1e-12)


@claim(
    "implicit-diffusion",
    theorem="threshold of stability",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="V = (eta s) u^2 - gamma u w + gamma w^2, u = m - t, w = x - t: V+ = (1 - gamma + gamma eta s) V <= V",
    controls=(
        *controls(
            "uncentred", "divided-by-n", "reward-flipped", "step-too-long", "noise-without-root", "potential-climbed",
            "new-particles-in-gradient", "new-parameter-in-sampling", "particles-forgotten",
        ),
        *without("eta <= 1 - gamma/2", longer=1.02),
    ),
)  # fmt: skip
def potential_of_the_location_model(method: type, engine: str, longer: float = 1.0) -> Finding:
    """For a real 2 x 2 matrix A the form u -> det[u, Au] is multiplied by det A: det[Au, A Au] = det A det[u, Au].

    For the map above it is -V, definite where 4 eta s > gamma, and det A = 1 - gamma + gamma eta s with s = 1/(1 -
    gamma/2): at most one exactly where eta <= 1 - gamma/2, and V is conserved at that threshold. The control is beyond.
    """
    gamma, steps, left, right = 0.25, 24, [], []
    pair = stationary(gamma)
    for share in (0.25, 0.5, 1.0):
        algorithm = method(longer * share * (1 - gamma / 2), gamma, pair.cloud(0.25))
        run = complete_run(
            algorithm, location(), np.array([1.5]), steps, engine=engine, rng=pair.draws(steps), record=[MeanParticle()]
        )  # fmt: skip
        u, w = run.observed["MeanParticle"] - T, run.x[:, 0] - T
        V = share * u**2 - gamma * u * w + gamma * w**2
        left.append(V[1:])
        right.append((1 - gamma + gamma * share) * V[:-1])
    hi = np.concatenate(right)
    # V sums three terms near its own size; u and w carry some 20 roundings a step
    return step_inequality(
        np.concatenate(left), hi, allowance=1e-12 * (np.abs(hi) + UNIT), label="V+", xlabel="step", ylabel="V"
    )


@claim(
    "implicit-diffusion",
    theorem="expectation of the iterates",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="two particles, location model: E x_1, E x_2, E x_3 follow the same map with the variance of each step",
    controls=controls(
        "divided-by-n", "reward-flipped", "law-held-fixed", "step-too-long", "noise-not-doubled", "noise-without-root",
        "one-draw-for-all-particles", "potential-climbed", "new-particles-in-gradient", "particles-forgotten",
    ),
)  # fmt: skip
def expectation_of_three_steps(method: type, engine: str) -> Finding:
    """G = D^2/2 (M - t) with the difference D and the mean M of the particles. x_1, and with it E M for two steps, does

    not depend on the draws; D and M share none of their cumulants of order two and three, so E G = E D^2/2 (E M - t).
    Degree three in each of the four draws that matter: sixteen patterns of signs have the means of normal draws.
    """
    gamma, eta, x0, start = 0.25, 0.375, 1.5, np.array([[0.5], [-0.25]])
    tapes = [tape([*t.reals, 0.0, 0.0]) for t in signed(4)]
    runs = [
        complete_run(method(eta, gamma, start), location(), np.array([x0]), 3, engine=engine, rng=t).x[1:, 0]
        for t in tapes
    ]
    x, m, expected = x0, float(start.mean()), []
    for s in expected_covariances(gamma, 0.75, 2):
        x, m = x - eta * s * (m - T), (1 - gamma) * m + gamma * x
        expected.append(x)
    weights = np.full(len(runs), 1 / len(runs))
    return exact_moments(np.array(runs), weights, mean=np.array(expected), tolerance=1e3 * UNIT)
