"""Momentum on a linear image of a function: as for networks on transformed inputs, the buffer turns along."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.first_order_adaptive.adam import Adam
from refimpl.problems import AffineImage, random_logistic
from verification.claim import Kind, Standing, claim, without
from verification.evidence import identity
from verification.finding import Finding
from verification.trial import complete_run

T = np.array([[4.0, 1.0, 0.0], [0.0, 0.5, -2.0], [0.0, 0.0, 1.0]])


class Multiplied(NamedTuple):
    """A problem whose gradients are multiplied by `R` (d, d)."""

    problem: Any
    R: Any

    def gradient(self, x):
        return self.R @ self.problem.gradient(x)


@claim(
    "sgd-momentum",
    paper="P380",
    theorem="equivalent networks, with momentum",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on y -> f(T y) from T^{-1} x_0 the iterates are T^{-1} x_k, x_k with T T'g in place of g: momentum "
    "keeps the equivalence of transformed inputs, Adam does not",
    engine_fixed=True,
    controls=(
        *without("a buffer that is linear in the gradients", adaptive=True),
        *without("R = T T' and not T'T", R=T.T @ T),
        *without("matching starts", moved_start=False),
    ),
)
def momentum_on_linear_images(
    method: type, engine: str, adaptive: bool = False, R: Any = T @ T.T, moved_start: bool = True
) -> Finding:
    """The gradients on the image are T'g. If T y = x and the buffers are b' = T'b, b without R, then b'+ = T'b+ and T
    y+ = x - s T T'b+. Adam divides by squares of entries, which no T keeps but a signed permutation.
    """
    problem, x0 = random_logistic(n=60, d=3, mu=0.1, seed=0), np.full(3, 2.0)
    algorithm = Adam(0.0625, 0.75, 0.875, 2.0**-20) if adaptive else method(0.0625, 0.75)
    start = np.linalg.solve(T, x0) if moved_start else x0
    plain = complete_run(algorithm, Multiplied(problem, R), x0, 12, engine=engine)
    image = complete_run(algorithm, AffineImage(problem, T), start, 12, engine=engine)
    # products with a matrix of condition below 100; 12 steps of some 100 roundings
    return identity(image.x @ T.T, plain.x, tolerance=1e-11)
