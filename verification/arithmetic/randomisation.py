"""Two-point estimates on the l2 and the l1 sphere and the accelerated method in decimals, from the text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from verification.arithmetic.spheres import RADIUS, drawn, estimate
from verification.arithmetic.zeroth_order import World


def on_the_sphere(w: World, x: np.ndarray) -> np.ndarray:
    """(d/2 gamma) [F(x + gamma e) - F(x - gamma e)] e."""
    return estimate(w, x, *drawn(w, x))


def one_point_on_the_sphere(w: World, x: np.ndarray) -> np.ndarray:
    """(d/gamma) F(x + gamma e) e."""
    i, e = drawn(w, x)
    return len(x) * w.value(x + RADIUS * e, i) / RADIUS * e


def one_point_normal(w: World, x: np.ndarray) -> np.ndarray:
    """F(x + gamma z) z / gamma."""
    i = w.index()
    z = w.normals(x)
    return w.value(x + RADIUS * z, i) / RADIUS * z


def on_the_cross_polytope(w: World, x: np.ndarray) -> np.ndarray:
    """(d/2 gamma) [F(x + gamma e) - F(x - gamma e)] sign(e), e = Laplace draws over the sum of their sizes."""
    i, d = w.index(), len(x)
    u = [2 * w.uniform() - 1 for _ in range(d)]
    signs = np.array([Decimal(1) if v > 0 else Decimal(-1) for v in u])
    sizes = np.array([-(1 - abs(v)).ln() for v in u])
    e = signs * sizes / sizes.sum()
    return d * (w.value(x + RADIUS * e, i) - w.value(x - RADIUS * e, i)) / (2 * RADIUS) * signs


def accelerated(one: Any) -> Any:
    """AC-SA with L = 16 and two estimates per step."""

    def rule(w: World, y: np.ndarray, memory: Any) -> np.ndarray:
        k, z = memory.get("k", 0), memory.get("z", y)
        tau = Decimal(2) / (k + 2)
        x = y + tau * (z - y)
        G = (one(w, x) + one(w, x)) / 2
        ahead = z - Decimal(k + 2) / 64 * G
        memory.update(k=k + 1, z=ahead)
        return y + tau * (ahead - y)

    return rule
