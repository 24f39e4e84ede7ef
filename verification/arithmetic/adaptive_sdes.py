"""The equations of RMSProp and Adam, and SVAG, on least squares in 80-digit decimals, on lists and with loops.

f_i(x) = (a_i'x - b_i)^2 / 2; the instance and its gradients are those of `sam_sdes`.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from verification.arithmetic.sam_sdes import START, D, N, Vector, gradients, mean


def parts(x: Vector, xi: Vector) -> tuple[Vector, Vector, Vector]:
    """Mean gradient, Sigma^{1/2} xi and the diagonal of Sigma."""
    G = gradients(x)
    middle = mean(G)
    noise = [
        sum((z * (g[j] - middle[j]) for z, g in zip(xi, G)), Decimal(0)) / Decimal(N).sqrt() for j in range(D)
    ]
    return middle, noise, mean([[(g[j] - middle[j]) ** 2 for j in range(D)] for g in G])


def rmsprop(
    h: Decimal, s: Decimal, e: Decimal, c2: Decimal, u0: Decimal, steps: int, seed: int
) -> list[Vector]:
    """x - (h gbar + s sqrt(h) noise)/(s sqrt(u) + e), u + h c2 (diag - u)."""
    rng, found = np.random.default_rng(seed), []
    with localcontext() as context:
        context.prec = 80
        x, u = [Decimal(v) for v in START], [u0] * D
        for _ in range(steps):
            middle, noise, diagonal = parts(x, [Decimal(float(v)) for v in rng.standard_normal(N)])
            x = [
                v - (h * g + s * h.sqrt() * z) / (s * w.sqrt() + e) for v, g, z, w in zip(x, middle, noise, u)
            ]
            u = [w + h * c2 * (q - w) for w, q in zip(u, diagonal)]
            found.append(x)
    return found


def adam(h: Decimal, s: Decimal, e: Decimal, c1: Decimal, c2: Decimal, steps: int, seed: int) -> list[Vector]:
    """Moments first, then x with corrections 1 - exp(-c_i (k + 1) h)."""
    rng, found = np.random.default_rng(seed), []
    with localcontext() as context:
        context.prec = 80
        x, m, u = [Decimal(v) for v in START], [Decimal(0)] * D, [Decimal(0)] * D
        for k in range(steps):
            middle, noise, diagonal = parts(x, [Decimal(float(v)) for v in rng.standard_normal(N)])
            m = [a + h * c1 * (g - a) + s * c1 * h.sqrt() * z for a, g, z in zip(m, middle, noise)]
            u = [w + h * c2 * (q - w) for w, q in zip(u, diagonal)]
            one, two = 1 - (-c1 * h * (k + 1)).exp(), 1 - (-c2 * h * (k + 1)).exp()
            x = [v - h * two.sqrt() / one * a / (s * w.sqrt() + e * two.sqrt()) for v, a, w in zip(x, m, u)]
            found.append(x)
    return found


def svag(
    eta: Decimal, beta2: Decimal, epsilon: Decimal, level: Decimal, initial: Decimal, steps: int, seed: int
) -> list[Vector]:
    """Two indices per step, the amplified gradient, and RMSProp with the old average."""
    rng, found = np.random.default_rng(seed), []
    with localcontext() as context:
        context.prec = 80
        x, v = [Decimal(w) for w in START], [initial * level**2] * D
        plus = (1 + (2 * level**2 - 1).sqrt()) / 2
        for _ in range(steps):
            first, second = (gradients(x)[int(rng.integers(0, N))] for _ in range(2))
            g = [plus * a + (1 - plus) * b for a, b in zip(first, second)]
            x = [w - eta / level * a / (q.sqrt() + level * epsilon) for w, a, q in zip(x, g, v)]
            v = [q + (1 - beta2) / level**2 * (a * a - q) for a, q in zip(g, v)]
            found.append(x)
    return found
