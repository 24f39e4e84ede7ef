"""muP for K-FAC and Shampoo: what one step changes in every layer does not depend on the width (P410)."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from refimpl.problems import Linear
from verification.claim import Kind, Standing, claim, named, without
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.shampoo import MUTANTS as SHAMPOO
from verification.mutants.natural_gradient_kfac.kfac_rank_one import MUTANTS as KFAC
from verification.trial import complete_run

RUN, WIDTHS, UNITS = (8, 16), (32, 64, 128, 256), 8192
Layer = tuple[np.ndarray, np.ndarray]


@functools.cache
def layers(width: int, seed: int, output: float) -> list[Layer]:
    """Input a and signal delta of the three layers of tanh units whose output, one number f, has the loss -f.

    Weights have the variance 1/(number of inputs), those of the output 1/width^(2 output); one example.
    """
    rng, x = np.random.default_rng(seed), np.array([1.0, -2.0, 0.5, 1.5, -0.5])
    V = rng.standard_normal((width, 5)) / np.sqrt(5)
    W = rng.standard_normal((width, width)) / np.sqrt(width)
    w = rng.standard_normal(width) / width**output
    h = np.tanh(V @ x)
    k = np.tanh(W @ h)
    back = -w * (1 - k * k)
    return [(x, W.T @ back * (1 - h * h)), (h, back), (k, np.array([-1.0]))]


def free_of_width(
    step: Callable[[Layer, int], np.ndarray],
    length: Callable[[Layer, int], float],
    output: float,
    tolerance: float,
) -> Finding:
    """A `step` (the change of W) changes z = W a by a vector of the predicted `length`; and these lengths over the root
    of their number of entries have slopes of at most 0.05 in the width, in logarithms, in all three layers.

    What they consist of, |a|^2/width and width |delta|^2, are means over units. Every width has so many networks that
    8192 units are averaged, as squares: one relative error of one to two 8192^(-1/2) = 0.011 at every width, hence
    some 0.01 in a slope over three octaves, and a bias of the logarithm that is the same at all widths.
    """
    cases = [(layer, i) for M in RUN for i, layer in enumerate(layers(M, 0, output))]
    found = [np.linalg.norm(step(layer, i) @ layer[0]) for layer, i in cases]
    y = [
        [
            np.log(np.mean([length(layers(M, seed, output)[i], i) ** 2 for seed in range(UNITS // M)])) / 2
            - np.log(M if i < 2 else 1) / 2
            for i in range(3)
        ]
        for M in WIDTHS
    ]
    t = np.log(WIDTHS) - np.mean(np.log(WIDTHS))
    return worst([
        identity(found, [length(*case) for case in cases], tolerance=tolerance),
        identity(t @ np.array(y) / (t @ t), np.zeros(3), tolerance=0.05, scale=1.0),
    ])  # fmt: skip


@claim(
    "shampoo",
    paper="P410",
    theorem="muP for Shampoo",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="first step of a network of width M, output weights of variance 1/M^2, step sizes s M^(1/2), "
    "s, s M^(-1/2) for input, hidden and output layer: z = W a changes by the step size times |a|; no slope in M "
    "beyond 0.05",
    engine_fixed=True,
    controls=(
        *named(SHAMPOO, "eighth-powers", "plain-inverses", "left-only", "step-too-long"),
        *without("step sizes that grow and fall with the width", powers=(0.0, 0.0, 0.0)),
        *without("a ridge below the squares of the gradients", epsilon=1.0),
    ),
    shows=("P410/1",),
)
def one_step_is_free_of_the_width(
    method: type, engine: str, powers: tuple[float, ...] = (0.5, 0.0, -0.5), epsilon: float = 1e-14
) -> Finding:
    """G = delta a' has one singular value t = |delta| |a|: the step is s delta a'/t (1 + eps/t^2)^(-1/2), and with it z
    changes by s |a| in the direction of delta: per entry s |a| M^(-1/2), and s |a| in the output. |a|^2 is of order M
    but for the input.
    """

    def size(layer: Layer, i: int) -> float:
        return float(0.125 * max(len(layer[0]), len(layer[1])) ** powers[i])

    def step(layer: Layer, i: int) -> np.ndarray:
        G = np.outer(layer[1], layer[0])
        algorithm = method(size(layer, i), epsilon, len(G))
        return (
            complete_run(algorithm, Linear(G.ravel()), np.zeros(G.size), 1, engine=engine)
            .x[1]
            .reshape(G.shape)
        )

    def length(layer: Layer, i: int) -> float:
        return size(layer, i) * float(np.linalg.norm(layer[0]))

    # eps/t^2 is below 1e-10, and rounding where eigenvalues are zero adds its square root at most
    return free_of_width(step, length, 1.0, 1e-6)


@claim(
    "kfac-rank-one",
    paper="P410",
    theorem="muP for K-FAC",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="first step of a network of width M, output weights of variance 1/M^2, one step size, damping p, q "
    "proportional to the squares of inputs and signals: z = W a changes by eta |delta| |a|^2/((b p + (1 - b) |a|^2) "
    "(b q + (1 - b) |delta|^2)); no slope in M beyond 0.05",
    engine_fixed=True,
    controls=(
        *named(KFAC, "not-inverted", "weights-exchanged", "undecayed-denominator", "added"),
        *without("damping that scales with the factors", damping=(0.0, 0.0)),
        *without("damping of the signals that scales", damping=(1.0, 0.0)),
        *without("small output weights", output=0.5),
    ),
    shows=("P410/0",),
)
def one_step_of_kfac_is_free_of_the_width(
    method: type, engine: str, damping: tuple[float, float] = (1.0, -1.0), output: float = 1.0
) -> Finding:
    """From A = I/p and B = I/q on, A+ a = a/(b p + (1 - b) |a|^2) and B+ delta = delta/(b q + (1 - b) |delta|^2).

    |a|^2 is of order M but for the input, |delta|^2 of order 1/M but for the output; p = M and q = 1/M where they are.
    Per entry of z this is of order one in all layers; with q of order one where |delta|^2 is 1/M it vanishes.
    """
    eta, b = 0.125, 0.75

    def scales(layer: Layer, i: int) -> tuple[float, float]:
        return len(layer[0]) ** (damping[0] * (i > 0)), len(layer[1]) ** (damping[1] * (i < 2))

    def step(layer: Layer, i: int) -> np.ndarray:
        (p, q), (a, delta) = scales(layer, i), layer
        algorithm = method(eta, b, 1, len(delta))
        A, B = algorithm.updated(np.eye(len(a)) / p, a), algorithm.updated(np.eye(len(delta)) / q, delta)
        return np.asarray(eta * B @ np.outer(delta, a) @ A)

    def length(layer: Layer, i: int) -> float:
        (p, q), aa, dd = scales(layer, i), layer[0] @ layer[0], layer[1] @ layer[1]
        return float(eta * np.sqrt(dd) * aa / ((b * p + (1 - b) * aa) * (b * q + (1 - b) * dd)))

    # products of matrices of at most 16 rows
    return free_of_width(step, length, output, 1e-12)
