"""Mistakes that public code of other families really had: zeroth-order, private, bilevel, cubic Newton methods."""

from __future__ import annotations

import numpy as np


def mezo(case, *, sign=-1):
    p, x, found = case.parameters, case.start.copy(), []
    c = p["smoothing"]
    for _ in range(case.steps):
        sample, total = case.oracles.sample(case.draws), 0.0
        for _ in range(p["directions"]):
            z = case.draws.standard_normal(x.size)
            x = x + c * z
            ahead = case.oracles.sample_value(x, sample)
            x = x - 2 * c * z
            behind = case.oracles.sample_value(x, sample)
            x = x + c * z
            total = total + (ahead - behind) / (2 * c) * z
        x = x + sign * p["step_size"] * total / p["directions"] - p["step_size"] * p["decay"] * x
        found.append(x)
    return found


def dp_sgd(case, *, clipped=True):
    p, x, found = case.parameters, case.start.copy(), []
    for _ in range(case.steps):
        rows = case.oracles.sample_gradients(x)
        expected = p["sampling_rate"] * len(rows)
        rows = rows[[case.draws.random() < p["sampling_rate"] for _ in rows]]
        if clipped:
            rows = rows * (p["clip"] / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), p["clip"]))
        noise = p["noise_multiplier"] * p["clip"] * case.draws.standard_normal(x.size)
        x = x - p["step_size"] * (rows.sum(axis=0) + noise) / expected
        found.append(x)
    return found


def implicit(case, solve):
    """Gradient steps below, then x along the hyper-gradient with `solve` for the linear system."""
    p, x, found = case.parameters, case.start.copy(), []
    o, y = case.oracles, p["start"].copy()
    for _ in range(case.steps):
        for _ in range(p["inner_steps"]):
            y = y - p["lower_step_size"] * o.lower_y(x, y)
        q = solve(p, lambda v, x=x, y=y: o.lower_yy_vector(x, y, v), o.upper_y(x, y))
        x = x - p["step_size"] * (o.upper_x(x, y) - o.lower_xy_vector(x, y, q))
        found.append(x)
    return found


def conjugate_gradients(case, *, stale=False):
    """`stale`: the next direction is built from the residual before the step."""

    def solve(p, product, b):
        q, r, d = np.zeros_like(b), b.copy(), b.copy()
        for _ in range(p["cg_steps"]):
            rr = r @ r
            if rr == 0:
                break
            Hd = product(d)
            a = rr / (d @ Hd)
            q, new = q + a * d, r - a * Hd
            d = (r if stale else new) + (new @ new) / rr * d
            r = new
        return q

    return implicit(case, solve)


def neumann(case, *, stuck=False):
    """LiSSA's h <- b + (I - gamma H) h; `stuck`: from the first h in every turn."""

    def solve(p, product, b):
        h, gamma = b.copy(), p["lower_step_size"]
        for _ in range(p["terms"] - 1):
            before = b if stuck else h
            h = b + before - gamma * product(before)
        return gamma * h

    return implicit(case, solve)


def cubic_newton(case, *, negative=False):
    """Lazy cubic Newton by bisection; `negative`: the root of the hard case is that of the negated number."""
    p, x, found = case.parameters, case.start.copy(), []
    for k in range(case.steps):
        if not np.isfinite(x).all():  # it has failed
            found.append(x)
            continue
        if k % p["period"] == 0:
            w, V = np.linalg.eigh(case.oracles.hessian(x))
        x = x + V @ _cubic_model(w, V.T @ case.oracles.gradient(x), p["M"], negative)
        found.append(x)
    return found


def _cubic_model(w, c, M, negative):
    """argmin c'h + h'diag(w)h/2 + M |h|^3/6."""

    def step(s):
        return np.divide(-c, w + s, out=np.zeros_like(c), where=c != 0)

    low = max(-w[0], 0.0)
    if not c.any() and low == 0:
        return np.zeros_like(c)
    if c[0] == 0 and np.linalg.norm(step(low)) <= 2 * low / M:  # the hard case
        h = step(low)
        rest = (2 * low / M) ** 2 - h @ h
        with np.errstate(invalid="ignore"):
            h[0] = -np.sqrt(-rest if negative else rest)
        return h
    high = low + np.sqrt(M * np.linalg.norm(c) / 2) + np.abs(w).max()
    for _ in range(200):
        s = (low + high) / 2
        if np.linalg.norm(step(s)) > 2 * s / M:
            low = s
        else:
            high = s
    return step(high)
