"""Mistakes that public optimisers really had, each written anew in plain NumPy as a user would.

The ids are those of the project's bug collection; every program takes a case and returns its iterates.
"""

from __future__ import annotations

import numpy as np


def rate(case, k):
    return case.parameters["step_size"] if case.step_sizes is None else case.step_sizes[k]


def adam(
    case,
    *,
    count=lambda t: t,
    epsilon="outside",
    decay="",
    keep_max=None,
    beta2=None,
    kept=np.copy,
    powers=None,
):
    """Adam, AdamW and AMSGrad with switches for what went wrong.

    `kept` is what memory makes of v, `powers` the betas of the corrections if they are others.
    """
    p, x = case.parameters, case.start.copy()
    b1, b2, e, d = p["beta1"], beta2 or p["beta2"], p["epsilon"], p.get("weight_decay", 0.0)
    m, v, largest, found = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x), []
    for k in range(case.steps):
        s, t, before = rate(case, k), count(k + 1), x
        g = case.oracles.gradient(x) + (d * x if decay == "coupled" else 0.0)
        m, v = b1 * m + (1 - b1) * g, kept(b2 * v + (1 - b2) * g * g)
        h = np.maximum(largest, v) if keep_max is not None else v
        largest = h if keep_max else largest
        c1, c2 = (1 - beta**t for beta in powers or (b1, b2))
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


def in_float16(v):
    with np.errstate(over="ignore"):
        return v.astype(np.float16).astype(float)


def in_bfloat16(v):
    """The upper half of the bits of float32, to nearest with ties to even."""
    bits = v.astype(np.float32).view(np.uint32)
    even = (bits >> 16) & 1
    return ((bits + 0x7FFF + even) & 0xFFFF0000).astype(np.uint32).view(np.float32).astype(float)


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


def radam(case, *, inside=False):
    """RAdam with the tractability threshold of five; epsilon outside the corrected root, or inside it."""
    p, x = case.parameters, case.start.copy()
    b1, b2, e = p["beta1"], p["beta2"], p["epsilon"]
    m, v, found, limit = np.zeros_like(x), np.zeros_like(x), [], 2 / (1 - b2) - 1
    for k in range(case.steps):
        g, t = case.oracles.gradient(x), k + 1
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        step, length = m / (1 - b1**t), limit - 2 * t * b2**t / (1 - b2**t)
        if length > 5:
            r = (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
            v_hat = v / (1 - b2**t)
            size = np.sqrt(v_hat + e) if inside else np.sqrt(v_hat) + e
            step = np.sqrt(r) * np.divide(step, size, out=np.zeros_like(x), where=size > 0)
        x = x - rate(case, k) * step
        found.append(x)
    return found


def adabelief(case, *, old_mean=False):
    """AdaBelief with epsilon in the second moment and in the divisor."""
    p, x = case.parameters, case.start.copy()
    b1, b2, e = p["beta1"], p["beta2"], p["epsilon"]
    m, s, found = np.zeros_like(x), np.zeros_like(x), []
    for k in range(case.steps):
        g, before = case.oracles.gradient(x), m
        m = b1 * m + (1 - b1) * g
        s = b2 * s + (1 - b2) * (g - (before if old_mean else m)) ** 2 + e
        size = np.sqrt(s / (1 - b2 ** (k + 1))) + e
        step = np.divide(m / (1 - b1 ** (k + 1)), size, out=np.zeros_like(x), where=size > 0)
        x = x - rate(case, k) * step
        found.append(x)
    return found


def adamax(case, *, count=lambda t: t):
    """AdaMax as PyTorch has it, with the exponent of its correction."""
    p, x = case.parameters, case.start.copy()
    m, u, found = np.zeros_like(x), np.zeros_like(x), []
    for k in range(case.steps):
        g = case.oracles.gradient(x)
        m = p["beta1"] * m + (1 - p["beta1"]) * g
        u = np.maximum(p["beta2"] * u, np.abs(g) + p["epsilon"])
        length = rate(case, k) / (1 - p["beta1"] ** count(k + 1))
        x = x - length * np.divide(m, u, out=np.zeros_like(x), where=u > 0)
        found.append(x)
    return found


def schedule_free_adamw(case, *, guarded=False):
    """Schedule-Free AdamW with weights that grow in a warm-up."""
    p, x = case.parameters, case.start.copy()
    z, v, largest, total, found = x.copy(), np.zeros_like(x), 0.0, 0.0, []
    for k in range(case.steps):
        s, y = rate(case, k), p["beta1"] * x + (1 - p["beta1"]) * z
        g = case.oracles.gradient(y)
        v = p["beta2"] * v + (1 - p["beta2"]) * g * g
        size = np.sqrt(v / (1 - p["beta2"] ** (k + 1))) + p["epsilon"]
        z = z - s * (np.divide(g, size, out=np.zeros_like(x), where=size > 0) + p["weight_decay"] * y)
        largest = max(largest, s)
        total += largest**2
        with np.errstate(invalid="ignore"):
            c = np.float64(largest**2) / total if total > 0 or not guarded else 0.0
        x = (1 - c) * x + c * z
        found.append(x)
    return found


def adafactor(case, *, tall_rows_forgotten=False, smallest=False):
    """Adafactor in the form of PyTorch, with what went wrong in a port of it."""
    p, x = case.parameters, case.start.copy()
    rows = p["rows"]
    shape, e, found = (rows, x.size // rows), p["epsilon"], []
    R, C = np.zeros((rows, 1)), np.zeros((1, x.size // rows))
    for k in range(case.steps):
        t, G, s = k + 1, np.reshape(case.oracles.gradient(x), shape), rate(case, k)
        w = t**-0.8
        R = (1 - w) * R + w * np.mean(G * G, axis=1, keepdims=True)
        C = (1 - w) * C + w * np.mean(G * G, axis=0, keepdims=True)
        factor = np.ones_like(R) if tall_rows_forgotten and shape[0] > shape[1] else R / max(np.mean(R), e)
        V = np.maximum(factor * C, e * e)
        U = np.divide(G, np.sqrt(V), out=np.zeros_like(G), where=V > 0)
        size = np.sqrt(np.mean(U * U)) / p["clip"]
        length = max(p["scale_floor"], np.sqrt(np.mean(x * x))) * min(s, 1 / np.sqrt(t))
        length /= min(1.0, size * p["clip"] ** 2) if smallest and size > 0 else max(1.0, size)
        x = (1 - s * p["weight_decay"]) * x - length * U.ravel()
        found.append(x)
    return found


def shampoo(case, *, power=-0.25):
    """Shampoo with both inverse roots taken by an eigendecomposition."""
    p, x, found = case.parameters, case.start.copy(), []
    shape, s = (p["rows"], x.size // p["rows"]), p["step_size"]
    left, right = np.zeros((shape[0], shape[0])), np.zeros((shape[1], shape[1]))

    def root(S):
        w, V = np.linalg.eigh(S + p["epsilon"] * np.eye(len(S)))
        return V @ np.diag(np.where(w > 0, np.abs(w), np.inf) ** power) @ V.T

    for k in range(case.steps):
        G = np.reshape(case.oracles.gradient(x), shape)
        left, right = left + G @ G.T, right + G.T @ G
        s = rate(case, k)
        x = x - s * (root(left) @ G @ root(right)).ravel()
        found.append(x)
    return found


def lbfgs(case, *, one_off=False, every_pair=False):
    """L-BFGS without a line search, by the dense inverse-Hessian updates that the two loops stand for."""
    p, x, pairs, found = case.parameters, case.start.copy(), [], []
    before = None
    for k in range(case.steps):
        g = case.oracles.gradient(x)
        if before is not None:
            s, y = x - before[0], g - before[1]
            if every_pair or s @ y > 1e-10:
                pairs.append((s, y))
        used = (pairs[:-1] if one_off else pairs)[-p["memory"] :]
        H = np.eye(x.size)
        with np.errstate(divide="ignore", invalid="ignore"):  # s'y = 0, for whoever keeps every pair
            if used:
                H = H * (used[-1][0] @ used[-1][1]) / (used[-1][1] @ used[-1][1])
            for s, y in used:
                V = np.eye(x.size) - np.outer(y, s) / (s @ y)
                H = V.T @ H @ V + np.outer(s, s) / (s @ y)
        length = rate(case, k) / (max(1.0, np.abs(g).sum()) if k == 0 else 1.0)
        before, x = (x, g), x - length * (H @ g)
        found.append(x)
    return found


class Contiguous:
    """Gradient steps by a kernel that takes its array for contiguous, as some did on devices."""

    layouts = ("one block of memory", "every second place")

    def __init__(self, right=False):
        self.right = right

    def __call__(self, case):
        p, found = case.parameters, []
        room = np.zeros((case.start.size, 1 + (case.layout == self.layouts[1])))
        x = room[:, 0]
        x[:] = case.start
        buffer = np.zeros_like(case.start)
        for k in range(case.steps):
            g = case.oracles.gradient(x.copy()) + p["weight_decay"] * x
            buffer = g if k == 0 else p["momentum"] * buffer + (1 - p["dampening"]) * g
            flat = x if self.right else room.ravel()[: x.size]
            flat -= rate(case, k) * buffer
            found.append(x.copy())
        return found


def single_precision_power(case):
    """NAdam whose product of momenta is a float32 number."""
    p, x = case.parameters, case.start.copy()
    m, v, product, found = np.zeros_like(x), np.zeros_like(x), np.float32(1), []
    for k in range(case.steps):
        g, t = case.oracles.gradient(x), k + 1
        now, ahead = (p["beta1"] * (1 - 0.5 * 0.96 ** (p["momentum_decay"] * i)) for i in (t, t + 1))
        product = np.float32(product * now)
        m = p["beta1"] * m + (1 - p["beta1"]) * g
        v = p["beta2"] * v + (1 - p["beta2"]) * g * g
        n = ahead * m / (1 - float(product) * ahead) + (1 - now) * g / (1 - float(product))
        size = np.sqrt(v / (1 - p["beta2"] ** t)) + p["epsilon"]
        x = x - rate(case, k) * np.divide(n, size, out=np.zeros_like(x), where=size > 0)
        found.append(x)
    return found


def langevin(case, *, noise=lambda a: np.sqrt(2 * a)):
    """Stochastic gradient Langevin dynamics; `noise` is the standard deviation for the step size."""
    x, found = case.start.copy(), []
    for k in range(case.steps):
        a = rate(case, k)
        g = case.oracles.sample_gradient(x, case.oracles.sample(case.draws))
        x = x - a * g + noise(a) * case.draws.standard_normal(x.size)
        found.append(x)
    return found
