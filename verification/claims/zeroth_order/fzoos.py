"""FZooS: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares
from verification.arithmetic import fzoos as exact
from verification.arithmetic.federated_values import START, problem
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.zeroth_order.kernel_bumps import CENTRES, HEIGHTS, NOISE, bumps, certificate
from verification.evidence import exact_moments, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.zeroth_order.fzoos import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
FEATURES = (np.array(exact.FREQUENCIES), np.array(exact.PHASES))
ROUNDING = 2.0**-53
A, B, X = np.array([[1.0, 0.5], [-0.5, 1.5]]), np.array([1.0, -0.75]), np.array([0.5, -0.25])
# at most 12 rows of kernel values and noise 1/4: condition below 60, a hundred operations for each of six rounds
TOLERANCE = 6 * 100 * 60 * ROUNDING


class Wells(NamedTuple):
    """Clients whose values are those of bumps of `width`, `other` times for the second."""

    width: float
    clients: int = 1
    other: float = 1.0

    def dimension(self):
        return 2

    def sample_count(self):
        return self.clients

    def sample_value(self, x, draw):
        return self.other**draw * (bumps(x[None], CENTRES, self.width)[0] @ HEIGHTS)

    def gradient(self, x):
        k = bumps(x[None], CENTRES, self.width)[0] * HEIGHTS
        return k @ (CENTRES - x) / self.width**2


@claim(
    "fzoos",
    theorem="the round",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4, three clients of two steps, a full memory, gamma = 3/4, equal 90-digit arithmetic",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_rounds(method: type, engine: str) -> Finding:
    """Elimination in decimals, features fitted by their normal equations, all gradients by central differences."""
    setting = (0.125, 1.5, 0.25, 0.75, 2, 1, 0.5, 5)
    wanted = exact.iterates(*setting, rounds=4)
    draws = tape(exact.NORMALS)
    return first_iterates(method(*setting, *FEATURES), problem(), np.array(START), wanted, engine, rng=draws)


@claim(
    "fzoos",
    theorem="corrections cancel in the mean",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one local step: six rounds with gamma = 1 and with gamma = 0 have the same iterates",
    controls=(
        *controls("own-surrogate-kept", "surrogates-summed", "last-client"),
        *without("one local step", local=2),
    ),
)
def corrections_cancel(method: type, engine: str, local: int = 1) -> Finding:
    """All clients are at x_t: sum_i (mean_j v_j - v_i) = 0, and with it the sum of the corrections.

    The queries are those of gamma = 0 then, hence all that follows.
    """
    one, other = (
        complete_run(
            method(0.25, 2.0, 0.25, gamma, local, 2, 0.5, 12, *FEATURES),
            LeastSquares(A, B),
            X,
            6,
            engine=engine,
            rng=5,
        ).x
        for gamma in (1.0, 0.0)
    )
    return identity(one, other, tolerance=TOLERANCE)


@claim(
    "fzoos",
    theorem="identical clients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="two clients with one function and the same probes: three local steps do not depend on gamma",
    controls=(
        *controls("own-surrogate-kept", "surrogates-summed"),
        *without("one function for both clients", other=0.5),
    ),
)
def identical_clients(method: type, engine: str, other: float = 1.0) -> Finding:
    """Same values at the same points give v_1 = v_2, which is then their mean: the correction vanishes at every w."""
    probes = np.random.default_rng(2).standard_normal((12, 1, 2))
    draws = np.concatenate([probes, probes], axis=1).ravel()
    one, without_it = (
        complete_run(
            method(0.25, 2.0, 0.25, gamma, 3, 2, 0.5, 12, *FEATURES),
            Wells(2.0, 2, other),
            X,
            6,
            engine=engine,
            rng=tape(draws),
        ).x
        for gamma in (1.0, 0.0)
    )
    return identity(one, without_it, tolerance=TOLERANCE)


@claim(
    "fzoos",
    theorem="the surrogate is a posterior mean",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="phi(w)'v_i of every client = posterior mean of the kernel (2/M) phi'phi on its queries, at 5 points",
    controls=controls("features-not-normalised"),
)
def surrogate_is_a_posterior_mean(method: type, engine: str) -> Finding:
    """Phi'(Phi Phi' + s I)^{-1} y seen at w is k(w, X)(K + s I)^{-1} y, k = phi'phi: no weights there."""
    noise, M = 0.25, len(FEATURES[1])
    run = complete_run(
        method(0.25, 2.0, noise, 0.75, 2, 1, 0.5, 32, *FEATURES),
        LeastSquares(A, B),
        X,
        3,
        engine=engine,
        rng=7,
    )
    points = np.random.default_rng(4).standard_normal((5, 2))
    phi = lambda Z: np.cos(Z @ FEATURES[0].T / 2 + FEATURES[1])  # noqa: E731
    found, wanted = [], []
    for i in range(2):
        asked = np.asarray(run.state.X)[:, 2 * i : 2 * i + 2]
        values = [(A[i] @ z - B[i]) ** 2 / 2 for z in asked]
        K = 2 / M * phi(asked) @ phi(asked).T + noise * np.eye(len(asked))
        found.append(phi(points) @ np.asarray(run.state.V)[i])
        wanted.append(2 / M * phi(points) @ phi(asked).T @ np.linalg.inv(K) @ values)
    return identity(found, wanted, tolerance=TOLERANCE)


@claim(
    "fzoos",
    theorem="random features",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="M = 1 and 2 features: the kernel of the surrogates has the mean k and the mean square error "
    "(1 + k(2 delta)/2 - k^2)/M, by quadrature over normal frequencies and uniform phases",
    controls=(
        *controls(
            "features-not-normalised",
            "features-normalised-twice",
            "phases-left-out",
            "frequencies-times-length",
        ),
        *without("phases over a whole turn", turn=0.25),
        *without("independent features", independent=False),
    ),
)
def features_have_the_kernel_as_mean(
    method: type, engine: str, turn: float = 1.0, independent: bool = True
) -> Finding:
    """c = 2 cos a cos a' = cos(a - a') + cos(a + a'), and uniform phases turn a + a' evenly: E c = E cos(a - a') = k.

    E c^2 = E cos^2(a - a') + E cos^2(a + a') = (1 + k(2 delta))/2 + 1/2; a mean of M independent ones has the M-th part
    of the variance E c^2 - k^2, hence an error of the order M^(-1/2). One query x of the value 1 has the surrogate
    m(w) = kappa(w, x)/(kappa(x, x) + s), so that kappa(w, x) = s m(w)/(1 - m(x)) is what the method has for a kernel.

    Exact: five phases integrate the second and fourth harmonic of b, eight nodes t along delta integrate
    cos(2 t |delta|/l), |delta| = l/4, to 8!/16! 2^(-16) = 3e-14; across delta, Omega turns a + a' only. The ratio
    multiplies rounding by no more than fifty.
    """
    length, noise, x, delta = 2.0, 0.25, np.array([0.75, -0.5]), np.array([0.3, 0.4])
    nodes, weights = np.polynomial.hermite_e.hermegauss(8)
    along, across = np.array([0.6, 0.8]), np.array([-0.4, 0.3])
    angles = 2 * np.pi * turn * np.arange(5) / 5
    features = [(t * along + across, b) for t in nodes for b in angles]
    chances = np.repeat(weights / weights.sum() / 5, 5)
    pairs = list(zip(*np.triu_indices(40), strict=True)) if independent else [(i, i) for i in range(40)]
    both = [chances[i] * chances[j] * (1 + (i < j)) if independent else chances[i] for i, j in pairs]
    k, twice, findings = np.exp(-1 / 32), np.exp(-1 / 8), []
    for M, draws, chance in ((1, [(i,) for i in range(40)], chances), (2, pairs, both)):
        found = []
        for draw in draws:
            frequencies, phases = (np.array(part) for part in zip(*(features[i] for i in draw), strict=True))
            algorithm = method(1.0, length, noise, 1.0, 1, 1, 1.0, 1, frequencies, phases)
            at_w, at_x = algorithm.features(np.array([x + delta, x])) @ algorithm.weights(x[None], np.ones(1))
            found.append(noise * at_w / (1 - at_x))
        variance = (1 + twice / 2 - k**2) / M
        findings.append(exact_moments(found, chance, mean=[k], covariance=[[variance]], tolerance=TOLERANCE))
    return worst(findings)


@claim(
    "fzoos",
    theorem="certificate of the trajectory's gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|g_k - grad F(x_k)|^2 <= |F|_k^2 tr Cov(x_k) at every round, F three bumps of the kernel, exact values",
    controls=(
        *controls("lengthscale-x4", "gradient-of-prior", "ascends"),
        *without("F in the RKHS of the kernel", width=0.5),
    ),
)
def error_below_the_certificate(method: type, engine: str, width: float = 2.0) -> Finding:
    """d_i F(x) - d_i m(x) = <F, r>, r = d_i k(., x) - sum w_j k(., X_j), w = A^{-1} D_i, by the reproducing property.

    |r|^2 = Cov_ii - noise |w|^2: Cauchy and Schwarz, then the sum over i. One client has no correction,
    and one local step makes (x_k - x_{k+1})/eta the gradient; a round asks at three probes and x_k.
    """
    problem, left, right = Wells(width), [], []
    for start in ([1.5, 1.0], [-1.0, -1.5]):
        algorithm = method(1.0, 2.0, NOISE, 0.5, 1, 3, 1.0, 64, *FEATURES)
        run = complete_run(algorithm, problem, np.array(start), 10, engine=engine, rng=3)
        for k, (x, after) in enumerate(zip(run.x[:-1], run.x[1:], strict=True)):
            left.append(np.sum((x - after - problem.gradient(x)) ** 2))
            right.append(certificate(np.asarray(run.state.X)[: 5 + 4 * k], x))
    # cond A <= (41 + noise)/noise for 41 queries, times a hundred roundings of numbers up to one
    return step_inequality(left, right, allowance=100 * 42 / NOISE * ROUNDING, label="|g - grad F|^2")


CLAIMS = (
    first_rounds,
    corrections_cancel,
    identical_clients,
    surrogate_is_a_posterior_mean,
    features_have_the_kernel_as_mean,
    error_below_the_certificate,
)
