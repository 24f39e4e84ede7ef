"""Laws of random quantities: exact enumeration where the space is finite, tests of known moments elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.evidence.identity import identity
from verification.finding import Finding, Verdict, unusable, worst

POWER = 0.99
NAN = float("nan")


def exact_moments(
    outcomes: Any, weights: Any, *, mean: Any, covariance: Any = None, tolerance: float
) -> Finding:
    """Mean (d,) and covariance (d, d) of a finite law: outcomes (m, d) with probabilities `weights` (m,).

    Deterministic: every outcome is listed. Tolerances are relative to the largest mean square of an entry, the
    size of the terms that are summed. ValueError unless the weights are probabilities.
    """
    z, w = np.asarray(outcomes, float), np.asarray(weights, float)
    z = z[:, None] if z.ndim == 1 else z
    if w.shape != (len(z),) or (w < 0).any() or abs(w.sum() - 1) > 1e-12:
        raise ValueError(f"weights must be {len(z)} probabilities that sum to 1, got the sum {w.sum()}")
    first = w @ z
    size = float(np.max(w @ z**2)) or 1.0
    found = identity(first, np.atleast_1d(np.asarray(mean, float)), tolerance=tolerance, scale=np.sqrt(size))
    if covariance is None:
        return found
    second = (w[:, None] * (z - first)).T @ (z - first)
    wanted = np.atleast_2d(np.asarray(covariance, float))
    return worst([found, identity(second, wanted, tolerance=tolerance, scale=size)])


def mean_test(
    samples: Any, mean: Any, *, covariance: Any, alpha: float = 1e-6, margin: float = 0.5
) -> Finding:
    """n independent samples (n, d) have the stated mean (d,), their covariance (d, d) being known.

    n (m - mean)' C^{-1} (m - mean) is chi-square with d degrees of freedom for Gaussian samples, and nearly so
    for n large. VIOLATED with probability alpha when true; INCONCLUSIVE when a shift of `margin` standard
    deviations would be found with probability below 0.99.
    """
    from scipy.stats import chi2, ncx2

    v = np.asarray(samples, float)
    v = v[:, None] if v.ndim == 1 else v
    if refused := unusable(v):
        return refused
    n, d = v.shape
    gap = v.mean(axis=0) - np.asarray(mean, float)
    C = np.atleast_2d(np.asarray(covariance, float))
    p = float(chi2.sf(n * gap @ np.linalg.solve(C, gap), d))
    power = float(ncx2.sf(chi2.isf(alpha, d), d, n * margin**2))
    return _decide(p, alpha, power, n, "mean as stated", f"a shift of {margin:g} standard deviations")


def variance_test(
    samples: Any, variance: float, *, kurtosis: float = 3.0, alpha: float = 1e-6, margin: float = 0.1
) -> Finding:
    """n independent samples (n,) of mean zero have the stated variance and kurtosis E X^4/(E X^2)^2.

    Kurtosis 3: the sum of squares is chi-square, exactly for Gaussian samples. Other kurtosis: the mean
    square is normal with variance (kurtosis - 1) variance^2 / n, n large. Two-sided. Samples of one chain
    are not independent: whiten them first. INCONCLUSIVE when a relative error of `margin` in the variance would
    be found with probability below 0.99.
    """
    from scipy.stats import chi2, norm

    v = np.asarray(samples, float).ravel()
    if refused := unusable(v):
        return refused
    n, ratio = v.size, float(np.mean(v**2) / variance)
    if kurtosis == 3:
        p = min(1.0, 2 * float(min(chi2.cdf(n * ratio, n), chi2.sf(n * ratio, n))))
    else:
        p = 2 * float(norm.sf(abs(ratio - 1) / np.sqrt((kurtosis - 1) / n)))
    power = float(norm.cdf(margin / np.sqrt((kurtosis - 1) / n) - norm.isf(alpha / 2)))
    return _decide(
        p, alpha, power, n, f"variance {variance:.6g}", f"an error of {margin:g} in the variance", ratio
    )


def _decide(
    p: float, alpha: float, power: float, n: int, wanted: str, error: str, ratio: float = NAN
) -> Finding:
    verdict, reason = Verdict.HOLDS, ""
    if p < alpha:
        verdict, reason = Verdict.VIOLATED, f"p = {p:.3g} < {alpha:g}"
    elif power < POWER:
        verdict, reason = Verdict.INCONCLUSIVE, f"{n} samples find {error} with probability {power:.3g} only"
    seen = "" if np.isnan(ratio) else f"ratio {ratio:.5g}, "
    return Finding(
        verdict, f"{wanted} (alpha {alpha:g})", f"{seen}p = {p:.3g}, {n} samples", NAN, n, reason=reason
    )
