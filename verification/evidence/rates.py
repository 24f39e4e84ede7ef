"""Exponents and factors: power laws over instances, geometric factors of one run."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from verification.finding import Curve, Finding, Picture, Verdict, unusable

FEWEST_INSTANCES = 6  # Student's quantile at 1e-3 is 22 with three instances, 5.9 with six
OCTAVES = 4
BLOCK = 10  # a geometric rate is read off the maxima of blocks: the error may oscillate
NAN = float("nan")


def power_rate(
    errors: Any,
    exponent: float,
    *,
    mode: str = "equal",
    margin: float = 0.1,
    alpha: float = 1e-3,
    floor: float = 0.0,
    curvature: float = 1.0,
    ylabel: str = "error",
) -> Finding:
    """e_k ~ C k^-exponent over N independent instances or seeds; errors (N, K) for k = 1, ..., K, N >= 6.

    Sampling unit: the instance; the points of one run are dependent and count once. Logarithms are averaged over
    the octaves (K/16, K/8], ..., (K/2, K]; their differences P are Richardson-extrapolated to R, which removes a
    shift k + k0; what the extrapolation moved (times `curvature`: 3 where corrections are of order k^-1/2)
    is added to Student's half-width h at one-sided level `alpha`. mode "equal": two one-sided tests of
    |p - exponent| <= margin; "at least": p >= exponent - margin. The window ends where an error first
    comes within 100 times `floor` (the error of the errors). Divide by logarithms before.
    ValueError for an unknown mode or fewer than six instances.
    """
    if mode not in ("equal", "at least"):
        raise ValueError(f"mode must be 'equal' or 'at least', got {mode!r}")
    e = np.asarray(errors, float)
    if e.ndim != 2 or len(e) < FEWEST_INSTANCES:
        raise ValueError(f"errors must have shape (N, K) with N >= {FEWEST_INSTANCES}, got {e.shape}")
    if refused := unusable(e):
        return refused
    if (e < 0).any():
        raise ValueError(f"errors must be non-negative, got {e.min()}")
    clear = (e > 100 * floor).all(axis=0)
    length = e.shape[1] if clear.all() else int(np.argmin(clear))
    length -= length % 2**OCTAVES
    wanted = f"exponent {'=' if mode == 'equal' else '>='} {exponent:g} (margin {margin:g})"
    if length < 2 ** (OCTAVES + 1):
        return Finding(Verdict.INCONCLUSIVE, wanted, f"{length} usable steps", NAN, 0,
                       reason="the window above the error floor is shorter than 32 steps")  # fmt: skip
    logs = np.log(e[:, :length])
    ends = [length >> i for i in range(OCTAVES, -1, -1)]
    means = np.stack([logs[:, a:b].mean(axis=1) for a, b in pairwise(ends)], axis=1)
    slopes = -np.diff(means, axis=1) / np.log(2)
    plain, extrapolated = slopes[:, -1], 2 * slopes[:, -1] - slopes[:, -2]
    b = curvature * abs(extrapolated.mean() - plain.mean())
    sample = extrapolated if extrapolated.std(ddof=1) < max(2 * b, 0.02) else plain
    estimate, h = float(sample.mean()), float(_half_width(sample, alpha) + b)
    gap = abs(estimate - exponent) if mode == "equal" else exponent - estimate
    verdict, reason = Verdict.INCONCLUSIVE, "the interval is wider than the margin decides"
    if gap + h <= margin:
        verdict, reason = Verdict.HOLDS, ""
    elif gap - h > margin:
        verdict, reason = Verdict.VIOLATED, f"the exponent is {estimate:.4g}"
    k = np.arange(1, length + 1)
    mean = np.exp(logs.mean(axis=0))
    anchor = np.exp(means[:, -1].mean() + exponent * np.log(k[length // 2 :]).mean())
    picture = Picture(
        (Curve(f"slope -{exponent:g}", k, anchor * k**-exponent, "theory"), Curve("measured", k, mean, "measured")),
        "k", ylabel, "log", "log",
    )  # fmt: skip
    measured = f"{estimate:.4g} +- {h:.2g} over {len(e)} instances"
    return Finding(verdict, wanted, measured, 1 - (gap + h) / margin, e.size, picture, reason)


def horizon_rate(
    errors: Any,
    horizons: Any,
    exponent: float,
    *,
    mode: str = "at least",
    margin: float = 0.1,
    alpha: float = 1e-3,
    ylabel: str = "error",
) -> Finding:
    """e_T ~ C T^-exponent for methods that are told their horizon T: errors (N, m) of N instances at m horizons.

    The exponent of an instance is the slope between its first and its last horizon, nothing is extrapolated: take
    horizons where the rate holds. Student's interval and the modes are those of `power_rate`. ValueError for an unknown
    mode, fewer than six instances or fewer than two horizons.
    """
    if mode not in ("equal", "at least"):
        raise ValueError(f"mode must be 'equal' or 'at least', got {mode!r}")
    e, T = np.asarray(errors, float), np.asarray(horizons, float)
    if e.ndim != 2 or len(e) < FEWEST_INSTANCES or e.shape[1:] != T.shape or len(T) < 2:
        raise ValueError(f"errors must have shape (N, {len(T)}) with N >= {FEWEST_INSTANCES}, got {e.shape}")
    if refused := unusable(e):
        return refused
    if (e <= 0).any():
        raise ValueError(f"errors must be positive, got {e.min()}")
    slopes = np.log(e[:, 0] / e[:, -1]) / np.log(T[-1] / T[0])
    estimate, h = float(slopes.mean()), float(_half_width(slopes, alpha))
    gap = abs(estimate - exponent) if mode == "equal" else exponent - estimate
    verdict, reason = Verdict.INCONCLUSIVE, "the interval is wider than the margin decides"
    if gap + h <= margin:
        verdict, reason = Verdict.HOLDS, ""
    elif gap - h > margin:
        verdict, reason = Verdict.VIOLATED, f"the exponent is {estimate:.4g}"
    mean = np.exp(np.log(e).mean(axis=0))
    curves = (
        Curve(f"slope -{exponent:g}", T, mean[0] * (T / T[0]) ** -exponent, "theory"),
        Curve("measured", T, mean, "measured"),
    )
    wanted = f"exponent {'=' if mode == 'equal' else '>='} {exponent:g} (margin {margin:g})"
    measured = f"{estimate:.4g} +- {h:.2g} over {len(e)} instances"
    picture = Picture(curves, "T", ylabel, "log", "log")
    return Finding(verdict, wanted, measured, 1 - (gap + h) / margin, e.size, picture, reason)


def _half_width(sample: np.ndarray, alpha: float) -> float:
    from scipy.stats import t

    return t.isf(alpha, len(sample) - 1) * sample.std(ddof=1) / np.sqrt(len(sample))


def geometric_rate(
    errors: Any, factor: float, *, mode: str = "equal", tolerance: float = 0.02, ylabel: str = "error"
) -> Finding:
    """e_k ~ C k^s factor^k for one run: errors (K,) for k = 1, ..., K, K >= 80.

    log e = a + k log(factor) + s log k is fitted by least squares to the maxima of blocks of ten over the last
    three quarters of the run; s is fitted because a Jordan block multiplies the rate by k. The logarithm of the
    fitted factor, over log(factor), must be 1 (mode "equal") or at least 1 ("at least") within `tolerance`, by
    more than four standard errors of the fit; INCONCLUSIVE where these straddle the tolerance.
    """
    if mode not in ("equal", "at least"):
        raise ValueError(f"mode must be 'equal' or 'at least', got {mode!r}")
    if not 0 < factor < 1:
        raise ValueError(f"factor must be between 0 and 1, got {factor}")
    e = np.asarray(errors, float)
    if refused := unusable(e):
        return refused
    if (e < 0).any():
        raise ValueError(f"errors must be non-negative, got {e.min()}")
    wanted = (
        f"factor {'=' if mode == 'equal' else '<='} {factor:.6g} (tolerance {tolerance:g} of its logarithm)"
    )
    if len(e) < 8 * BLOCK or (e < 1e-290).any():
        return Finding(Verdict.INCONCLUSIVE, wanted, f"{len(e)} steps", NAN, 0,
                       reason="80 steps of errors above 1e-290 are needed")  # fmt: skip
    slope, error = _log_factor(e[len(e) // 4 :], 1 + len(e) // 4)
    ratio, h = slope / np.log(factor), 4 * error / abs(np.log(factor))
    gap = abs(ratio - 1) if mode == "equal" else 1 - ratio
    verdict, reason = Verdict.INCONCLUSIVE, "the fit's error straddles the tolerance"
    if gap + h <= tolerance:
        verdict, reason = Verdict.HOLDS, ""
    elif gap - h > tolerance:
        verdict, reason = Verdict.VIOLATED, f"the factor is {np.exp(slope):.6g}"
    k = np.arange(1, len(e) + 1)
    theory = e[len(e) // 2] * factor ** (k - 1.0 - len(e) // 2)
    curves = (Curve(f"factor {factor:.4g}", k, theory, "theory"), Curve("measured", k, e, "measured"))
    measured = f"log-ratio {ratio:.5g} +- {h:.2g}"
    return Finding(verdict, wanted, measured, 1 - (gap + h) / tolerance, len(e),
                   Picture(curves, "k", ylabel, "linear", "log"), reason)  # fmt: skip


def _log_factor(e: np.ndarray, first: int) -> tuple[float, float]:
    """log of the factor and its standard error, from the block maxima of errors e_first, e_first+1, ..."""
    blocks = e[: len(e) - len(e) % BLOCK].reshape(-1, BLOCK)
    k = first + np.arange(len(blocks)) * BLOCK + blocks.argmax(axis=1)
    design = np.stack([np.ones(len(k)), k, np.log(k)], axis=1)
    logs = np.log(blocks.max(axis=1))
    fit = np.linalg.lstsq(design, logs, rcond=None)[0]
    variance = np.sum((logs - design @ fit) ** 2) / (len(k) - 3)
    return float(fit[1]), float(np.sqrt(variance * np.linalg.inv(design.T @ design)[1, 1]))
