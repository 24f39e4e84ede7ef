"""Bounds on expectations from independent runs, by betting: no variance, no boundedness, any stopping time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from verification.finding import Curve, Finding, Picture, Verdict, unusable

STAKES = (0.98, *(2.0**-i for i in range(1, 9)))
NAN = float("nan")


def log_e_values(X: Any) -> np.ndarray:
    """log E_n of the hypothesis "every mean <= 1" after each of the n rows of X (n,) or (n, K), X >= 0.

    E_n is the mean over stakes s and columns of prod_{i<=n} (1 + s (X_i - 1)). Under the hypothesis each factor
    is non-negative with mean at most 1, so E_n is a supermartingale and by Ville's inequality
    P(E_n >= 1/alpha for some n) <= alpha, whatever the law and however the columns depend on each other.
    """
    X = np.asarray(X, float)
    X = X[:, None] if X.ndim == 1 else X
    total = np.full(len(X), -np.inf)
    for stake in STAKES:
        total = np.logaddexp(total, np.logaddexp.reduce(np.cumsum(np.log1p(stake * (X - 1)), axis=0), axis=1))
    return total - math.log(len(STAKES) * X.shape[1])


def runs_needed(relative_sd: float, margin: float, alpha: float = 1e-6) -> int:
    """Runs that find a mean of (1 + margin) bounds with power about 0.9: max(6 sd^2/margin^2, 4) log(1/alpha).

    A planning rule, good to a factor of two on laws from chi-square to lognormal; controls confirm the power.
    """
    return math.ceil(max(6 * (relative_sd / margin) ** 2, 4) * math.log(1 / alpha))


def mean_bound(
    samples: Any,
    bounds: Any,
    *,
    alpha: float = 1e-6,
    margin: float = 0.5,
    x: Any = None,
    xlabel: str = "k",
    ylabel: str = "mean over runs",
) -> Finding:
    """E samples_k <= bounds_k for all k, from n independent runs: samples (n,) or (n, K) >= 0, bounds > 0.

    VIOLATED when the e-value reaches 1/alpha at any number of runs: under the claim this has probability at
    most alpha. HOLDS is "no evidence against"; it is INCONCLUSIVE when there are fewer runs than `runs_needed`
    to see an excess of `margin`. ValueError for negative samples: the bet is on non-negative quantities.
    """
    v = np.asarray(samples, float)
    v = v[:, None] if v.ndim == 1 else v
    B = np.broadcast_to(np.asarray(bounds, float), v.shape[1:])
    if refused := unusable(v, B):
        return refused
    if not (B > 0).all():
        return Finding(Verdict.VIOLATED, "", "bound <= 0", NAN, 0, reason="a bound is not positive")
    if (v < 0).any():
        raise ValueError(f"samples must be non-negative, got {v.min()}")
    X = v / B
    evidence = float(log_e_values(X).max())
    mean = X.mean(axis=0)
    top = int(np.argmax(mean))
    spread = float(X[:, top].std() / mean[top]) if mean[top] > 0 else 0.0
    needed = runs_needed(spread, margin, alpha)
    verdict, reason = Verdict.HOLDS, ""
    if evidence >= math.log(1 / alpha):
        verdict, reason = Verdict.VIOLATED, f"the mean exceeds the bound: log e-value {evidence:.3g}"
    elif len(v) < needed:
        verdict, reason = (
            Verdict.INCONCLUSIVE,
            f"{len(v)} runs, {needed} needed to see an excess of {margin:g}",
        )
    k = np.arange(v.shape[1]) if x is None else np.asarray(x)
    curves = (Curve("bound", k, B, "theory"), Curve("mean of runs", k, v.mean(axis=0), "measured"))
    picture = Picture(curves, xlabel, ylabel, "log", "log") if len(k) > 1 else None
    measured = (
        f"max mean ratio {mean[top]:.4g} at {xlabel} = {k[top]} over {len(v)} runs, log e {evidence:.3g}"
    )
    return Finding(
        verdict, f"mean ratio <= 1 (alpha {alpha:g})", measured, float(1 - mean[top]), v.size, picture, reason
    )
