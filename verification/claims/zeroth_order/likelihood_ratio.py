"""Likelihood-ratio gradients: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from verification.arithmetic import likelihood_ratio as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.zeroth_order import noisy_layers as layers
from verification.claims.zeroth_order.directions import normal
from verification.evidence import identity
from verification.finding import Finding, Verdict
from verification.mutants.zeroth_order.likelihood_ratio import MUTANTS

controls = partial(named, MUTANTS)


@claim(
    "likelihood-ratio",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on two tanh units, three samples, two copies, b = 1/4 equal 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The step is the definition; lists of decimals evaluate it layer by layer without this library."""
    algorithm = method(exact.ETA, exact.SIGMA, exact.COPIES, exact.BASELINE)
    return layers.equal_iterates(algorithm, exact.together, engine)


@claim(
    "likelihood-ratio",
    theorem="unbiasedness for the smoothed loss",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="a unit s(z) = z^2: E g is the gradient of the loss smoothed in all layers, whatever b is",
    controls=(
        *controls(
            "score-over-sigma", "unit-noise", "ascends", "step-too-long", "clean-inputs", "noise-after-activation",
            "baseline-at-opposite-noise", "hidden-only", "backpropagation",
        ),
        *without("the smoothed loss, not that without noise", smoothing=0.0),
    ),
)  # fmt: skip
def mean_is_the_smoothed_gradient(method: type, engine: str, smoothing: float = layers.SIGMA) -> Finding:
    """The layers put out y_l with the density prod N(y_l; phi_l(y_{l-1}), sigma^2); L depends on x through it only.

    grad E L = E L grad log density = E L sum_l (d phi_l/d x)'(y_l - phi_l)/sigma^2, and y_l - phi_l = sigma z_l. A
    constant has E b grad log density = 0. L g has degree 7 in a draw: four nodes are exact.
    """
    x = np.array([0.375, -1.25])
    algorithm = method(0.25, layers.SIGMA, 1, 0.75)
    wanted = layers.squares(x[0], x[1], smoothing)
    return layers.moments(algorithm, layers.network(layers.Square()), x, engine, mean=wanted)


@claim(
    "likelihood-ratio",
    theorem="variance with a control variate",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="linear units: E |g_w|^2 = closed form in b and 1/copies; it falls as b rises to 1",
    controls=controls(
        "score-over-sigma", "unit-noise", "shared-noise", "sum-over-copies", "baseline-added", "whole-baseline",
        "baseline-at-opposite-noise", "hidden-only", "step-too-long",
    ),
)  # fmt: skip
def second_moment(method: type, engine: str) -> Finding:
    """L - b L(0) = c + r sigma q + sigma^2 q^2/2 with c = (1 - b) r^2/2, q = a z + z_0 of variance s^2 = a^2 + 1.

    z = (a/s^2) q + a part of variance 1 - a^2/s^2 independent of q. With M_k = E (L - b L(0))^2 q^k from
    E q^2, q^4, q^6 = s^2, 3 s^4, 15 s^6: E g^2 = u^2 [M_2 a^2/s^4 + M_0 (1 - a^2/s^2)]/sigma^2 for one copy. All its
    coefficients of c and c^2 are positive: it falls with c. N copies have the mean r a u and 1/N of the variance.
    """
    w, a, sigma = 0.375, -1.25, layers.SIGMA
    r, t, law = a * w * layers.U - layers.Y, a * a + 1, normal(2)
    for b, copies in ((0.0, 1), (1.0, 1), (0.5, 2)):
        c, p, q = (1 - b) * r * r / 2, r * sigma, sigma * sigma / 2
        M0 = c * c + (p * p + 2 * c * q) * t + 3 * q * q * t * t
        M2 = c * c * t + 3 * (p * p + 2 * c * q) * t * t + 15 * q * q * t**3
        one = layers.U**2 * (M2 * a * a / (t * t) + M0 * (1 - a * a / t)) / sigma**2
        mean = r * a * layers.U
        paths = law.paths(copies)
        g = layers.estimates(
            method(0.25, sigma, copies, b),
            layers.network(layers.Linear()),
            np.array([w, a]),
            [law.reals[list(rows)] for rows, _ in paths],
            engine,
        )
        squared = np.array([weight for _, weight in paths]) @ g[:, 0] ** 2
        wanted = mean * mean + (one - mean * mean) / copies
        # sums of at most 256 squares of estimates of fifty operations each
        found = identity(squared, wanted, tolerance=1000 * layers.ROUNDING)
        if found.verdict is not Verdict.HOLDS:
            break
    return found


@claim(
    "likelihood-ratio",
    theorem="no derivative is needed",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a unit that jumps: E g_w = u phi(w u/sigma)/sigma [(a - y)^2 - y^2]/2, backpropagation gives 0",
    controls=controls(
        "score-over-sigma", "unit-noise", "ascends", "step-too-long", "backpropagation", "baseline-at-opposite-noise"
    ),
)  # fmt: skip
def across_a_jump(method: type, engine: str) -> Finding:
    """E L = Phi(v/sigma) (a - y)^2/2 + (1 - Phi(v/sigma)) y^2/2 + sigma^2/2, v = w u; see `mean_across_a_jump`."""
    return layers.mean_across_a_jump(method(0.25, layers.SIGMA, 1, 0.5), engine)


CLAIMS = (first_iterates, mean_is_the_smoothed_gradient, second_moment, across_a_jump)
