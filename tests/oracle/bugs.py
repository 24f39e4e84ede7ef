"""Mistakes that public optimisers really had, each written anew in plain NumPy as a user would.

The ids are those of the project's bug collection; every program takes a case and returns its iterates.
"""

from __future__ import annotations

import numpy as np


def rate(case, k):
    return case.parameters["step_size"] if case.step_sizes is None else case.step_sizes[k]


def adam(case, *, count=lambda t: t, epsilon="outside", decay="", keep_max=None, beta2=None):
    """Adam, AdamW and AMSGrad with switches for what went wrong."""
    p, x = case.parameters, case.start.copy()
    b1, b2, e, d = p["beta1"], beta2 or p["beta2"], p["epsilon"], p.get("weight_decay", 0.0)
    m, v, largest, found = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x), []
    for k in range(case.steps):
        s, t, before = rate(case, k), count(k + 1), x
        g = case.oracles.gradient(x) + (d * x if decay == "coupled" else 0.0)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        h = np.maximum(largest, v) if keep_max is not None else v
        largest = h if keep_max else largest
        c1, c2 = 1 - b1**t, 1 - b2**t
        root = np.sqrt(h / c2)
        size = root + (e / np.sqrt(c2) if epsilon == "rescaled" else e)
        step = np.divide(m / c1, size, out=np.zeros_like(x), where=size > 0)
        x = x - s * step
        if decay == "after":
            x = x - s * d * x
        elif decay == "right":
            x = x - s * d * before
        found.append(x)
    return found


def nadam_product_from_zero(case):
    p, x = case.parameters, case.start.copy()
    m, v, product, found = np.zeros_like(x), np.zeros_like(x), 0.0, []
    for k in range(case.steps):
        g, t = case.oracles.gradient(x), k + 1
        now, ahead = (p["beta1"] * (1 - 0.5 * 0.96 ** (p["momentum_decay"] * i)) for i in (t, t + 1))
        product *= now
        m = p["beta1"] * m + (1 - p["beta1"]) * g
        v = p["beta2"] * v + (1 - p["beta2"]) * g * g
        n = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
        size = np.sqrt(v / (1 - p["beta2"] ** t)) + p["epsilon"]
        x = x - rate(case, k) * np.divide(n, size, out=np.zeros_like(x), where=size > 0)
        found.append(x)
    return found


def lion_decay_inside(case):
    p, x = case.parameters, case.start.copy()
    m, found = np.zeros_like(x), []
    for k in range(case.steps):
        g = case.oracles.gradient(x) + p["weight_decay"] * x
        x = x - rate(case, k) * np.sign(p["beta1"] * m + (1 - p["beta1"]) * g)
        m = p["beta2"] * m + (1 - p["beta2"]) * g
        found.append(x)
    return found


def momentum_zeroed(case):
    p, x, found = case.parameters, case.start.copy(), []
    for k in range(case.steps):
        buffer = np.zeros_like(x)
        g = case.oracles.gradient(x) + p["weight_decay"] * x
        buffer = g if k == 0 else p["momentum"] * buffer + (1 - p["dampening"]) * g
        x = x - rate(case, k) * buffer
        found.append(x)
    return found


def lamb_decay_in_gradient(case):
    p, x = case.parameters, case.start.copy()
    m, v, found = np.zeros_like(x), np.zeros_like(x), []
    for k in range(case.steps):
        g, t = case.oracles.gradient(x) + p["weight_decay"] * x, k + 1
        m, v = p["beta1"] * m + (1 - p["beta1"]) * g, p["beta2"] * v + (1 - p["beta2"]) * g * g
        size = np.sqrt(v / (1 - p["beta2"] ** t)) + p["epsilon"]
        u = np.divide(m / (1 - p["beta1"] ** t), size, out=np.zeros_like(x), where=size > 0)
        a, b = np.linalg.norm(x), np.linalg.norm(u)
        x = x - rate(case, k) * (a / b if a > 0 and b > 0 else 1.0) * u
        found.append(x)
    return found


def lars(case, *, plain_without_decay=False, zero_stays=False, on_velocity=False):
    p, x = case.parameters, case.start.copy()
    buffer, d, found = np.zeros_like(x), p["weight_decay"], []
    for k in range(case.steps):
        g, s = case.oracles.gradient(x), rate(case, k)
        a = np.linalg.norm(x)
        b = np.linalg.norm(g) + d * a + p["epsilon"]
        ratio = p["trust_coefficient"] * a / b if a > 0 and b > 0 else 1.0
        if zero_stays and a == 0 and b > 0:
            ratio = 0.0
        if plain_without_decay and d == 0:
            ratio = 1.0
        if on_velocity:
            buffer = p["momentum"] * buffer + g
            x = x - s * ratio * buffer
        else:
            buffer = p["momentum"] * buffer + s * ratio * (g + d * x)
            x = x - buffer
        found.append(x)
    return found


def sam_unguarded(case):
    p, x, found = case.parameters, case.start.copy(), []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        with np.errstate(invalid="ignore"):
            e = p["rho"] * g / np.linalg.norm(g)
        x = x - p["step_size"] * case.oracles.gradient(x + e)
        found.append(x)
    return found
