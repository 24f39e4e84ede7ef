"""Layerwise likelihood-ratio gradients: what is claimed of them, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from verification.arithmetic import likelihood_ratio as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.zeroth_order import noisy_layers as layers
from verification.finding import Finding, Verdict
from verification.mutants.zeroth_order.layerwise_likelihood_ratio import MUTANTS

controls = partial(named, MUTANTS)


@claim(
    "layerwise-likelihood-ratio",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on two tanh units, three samples, two copies equal 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The step is the definition; lists of decimals evaluate it layer by layer without this library."""
    algorithm = method(exact.ETA, exact.SIGMA, exact.COPIES)
    return layers.equal_iterates(algorithm, exact.layerwise, engine)


@claim(
    "layerwise-likelihood-ratio",
    theorem="each layer has its own smoothed loss",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="a unit s(z) = z^2: E g_w of the loss smoothed in the unit, E g_a of the loss smoothed at the output",
    controls=(
        *controls(
            "score-over-sigma", "unit-noise", "ascends", "step-too-long", "noisy-inputs", "loss-of-all-layers",
            "not-halved", "losses-added", "last-layer-forgotten",
        ),
        *without("smoothing in the own layer alone", together=True),
    ),
)  # fmt: skip
def mean_layer_by_layer(method: type, engine: str, together: bool = False) -> Finding:
    """g_l is the likelihood-ratio gradient in the parameters of layer l of the network with noise there alone.

    Its two terms have one mean: -z_l is as likely as z_l and the score is linear in it. At the output noise adds
    a constant to E L, so that E g_a is the derivative without noise: a s(v)^2 - y s(v).
    """
    x = np.array([0.375, -1.25])
    smoothed = layers.squares(x[0], x[1], layers.SIGMA)
    wanted = smoothed if together else [smoothed[0], layers.squares(x[0], x[1], 0.0)[1]]
    algorithm = method(0.25, layers.SIGMA, 1)
    return layers.moments(algorithm, layers.network(layers.Square()), x, engine, mean=wanted)


@claim(
    "layerwise-likelihood-ratio",
    theorem="variance of antithetic noise",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="linear units: E g = grad L and the covariance of g in closed form, free of sigma, 1/copies",
    controls=controls(
        "score-over-sigma", "shared-noise", "sum-over-copies", "ascends", "step-too-long", "noisy-inputs",
        "loss-of-all-layers", "not-halved", "one-sided", "losses-added", "last-layer-forgotten",
    ),
)  # fmt: skip
def moments_of_linear_units(method: type, engine: str) -> Finding:
    """L(sigma z_l) - L(-sigma z_l) = 2 sigma r q, q = a'z for the units and z_0 for the output, L a square.

    g_w = r (a'z) z u and g_a = r z_0^2 h: Wick's formula gives the mean r a u, the covariance r^2 (a a' + |a|^2 I) u^2
    and for the output r h, 2 r^2 h h'; both are independent. g g' has degree four in a
    draw: three nodes are exact. One-sided losses leave sigma^2 q^2/2 in addition.
    """
    for w, a, copies in (([0.375, -0.5], [-1.25, 0.75], 1), ([0.375], [-1.25], 2)):
        v, b, m = np.array(w), np.array(a), len(w)
        h = v * layers.U
        r = b @ h - layers.Y
        covariance = np.zeros((2 * m, 2 * m))
        covariance[:m, :m] = r * r * layers.U**2 * (np.outer(b, b) + b @ b * np.eye(m))
        covariance[m:, m:] = 2 * r * r * np.outer(h, h)
        found = layers.moments(
            method(0.25, layers.SIGMA, copies),
            layers.network(layers.Linear(), m),
            np.concatenate([v, b]),
            engine,
            mean=np.concatenate([r * b * layers.U, r * h]),
            covariance=covariance / copies,
            nodes=3,
        )
        if found.verdict is not Verdict.HOLDS:
            break
    return found


@claim(
    "layerwise-likelihood-ratio",
    theorem="no derivative is needed",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a unit that jumps: E g_w = u phi(w u/sigma)/sigma [(a - y)^2 - y^2]/2, backpropagation gives 0",
    controls=controls(
        "score-over-sigma", "unit-noise", "ascends", "step-too-long", "not-halved", "losses-added"
    ),
)
def across_a_jump(method: type, engine: str) -> Finding:
    """E L = Phi(v/sigma) (a - y)^2/2 + (1 - Phi(v/sigma)) y^2/2, v = w u, with noise in the unit alone."""
    return layers.mean_across_a_jump(method(0.25, layers.SIGMA, 1), engine)


CLAIMS = (first_iterates, mean_layer_by_layer, moments_of_linear_units, across_a_jump)
