"""Local convergence: orders in multiprecision, and superlinear convergence without an order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from verification.finding import Curve, Finding, Picture, Verdict

GUARD_DIGITS = 20  # errors within this of the working precision are its floor: an order read there is noise
SETTLED = 1e-3
NAN = float("nan")


def local_order(errors: Sequence[Any], order: float, *, digits: float, tolerance: float = 0.02) -> Finding:
    """e_{k+1} ~ C e_k^order for errors e_0, e_1, ... (floats, Fractions, Decimals or balls) of `digits` digits.

    q_k = log(e_{k+1}/e_k) / log(e_k/e_{k-1}) does not know C. The last two admissible q must agree to 1e-3 and
    lie within `tolerance` of the order; errors below 10^(20 - digits) are not admissible. VIOLATED where the
    last q is off by more than the tolerance and its last change, or where the errors do not decrease.
    """
    logs = np.array([_log(e) for e in errors])
    wanted = f"order {order:g} +- {tolerance:g}"
    if len(logs) < 3 or np.isnan(logs).any():
        return Finding(
            Verdict.VIOLATED, wanted, "nothing checked", NAN, 0, reason="too few errors, or one is NaN"
        )
    above = logs > (GUARD_DIGITS - digits) * math.log(10)
    usable = logs if above.all() else logs[: int(np.argmin(above))]
    steps = np.diff(usable)
    picture = _picture(usable, steps, order)
    if len(steps) and (steps[-2:] >= 0).any():
        return Finding(Verdict.VIOLATED, wanted, "no convergence", NAN, len(usable), picture,
                       "the errors do not decrease")  # fmt: skip
    q = steps[1:] / steps[:-1]
    if len(q) < 2:
        return Finding(Verdict.INCONCLUSIVE, wanted, f"{len(q)} orders", NAN, len(usable), picture,
                       "two orders above the precision's floor are needed")  # fmt: skip
    change, gap = abs(q[-1] - q[-2]), abs(q[-1] - order)
    verdict, reason = Verdict.INCONCLUSIVE, "the order has not settled"
    if change <= SETTLED and gap <= tolerance:
        verdict, reason = Verdict.HOLDS, ""
    elif gap - change > tolerance:
        verdict, reason = Verdict.VIOLATED, f"the order is {q[-1]:.4g}"
    measured = f"order {q[-1]:.6g} (before it {q[-2]:.6g})"
    return Finding(verdict, wanted, measured, 1 - gap / tolerance, len(q), picture, reason)


def _picture(logs: np.ndarray, steps: np.ndarray, order: float) -> Picture:
    """log10 of the errors, and backwards from the last step what the order predicts."""
    k = np.arange(len(logs))
    curves = [Curve("measured", k, logs / math.log(10), "measured")]
    if len(steps):
        predicted = steps[-1] * order ** -np.arange(float(len(steps)))[::-1]
        before = logs[-1] - np.concatenate([np.cumsum(predicted[::-1])[::-1], [0.0]])
        curves.append(
            Curve(f"order {order:.4g}, backwards from the last", k, before / math.log(10), "theory")
        )
    return Picture(tuple(curves), "k", "log10 e_k", "linear", "linear")


def superlinear(errors: Sequence[Any], *, digits: float) -> Finding:
    """e_{k+1}/e_k -> 0, for errors e_0, e_1, ... as in `local_order`.

    -log(e_{k+1}/e_k), averaged over the last three octaves of k, grows by at least 5 % twice; growth of at most
    1 % twice is linear convergence (VIOLATED), between them INCONCLUSIVE.
    """
    logs = np.array([_log(e) for e in errors])
    if np.isnan(logs).any():
        return Finding(Verdict.VIOLATED, "ratios fall to 0", "not finite", NAN, 0, reason="an error is NaN")
    above = logs > (GUARD_DIGITS - digits) * math.log(10)
    gains = -np.diff(logs if above.all() else logs[: int(np.argmin(above))])
    n = len(gains) - len(gains) % 8
    if n < 8:
        return Finding(Verdict.INCONCLUSIVE, "ratios fall to 0", f"{len(gains)} ratios", NAN, len(gains),
                       reason="eight ratios above the precision's floor are needed")  # fmt: skip
    means = [gains[n // 8 : n // 4].mean(), gains[n // 4 : n // 2].mean(), gains[n // 2 : n].mean()]
    growth = [b / a - 1 if a > 0 else NAN for a, b in pairwise(means)]
    verdict, reason = Verdict.INCONCLUSIVE, "neither clearly linear nor clearly superlinear"
    if all(g >= 0.05 for g in growth):
        verdict, reason = Verdict.HOLDS, ""
    elif means[-1] <= 0 or all(g <= 0.01 for g in growth):
        verdict, reason = Verdict.VIOLATED, "the convergence is linear or slower"
    picture = Picture(
        (Curve("measured", np.arange(1, len(gains) + 1), gains, "measured"),),
        "k", "log(e_k / e_{k+1})", "log", "log" if (gains > 0).all() else "linear",
    )  # fmt: skip
    measured = f"growth per octave {growth[0]:.3g}, {growth[1]:.3g}"
    return Finding(
        verdict, "growth per octave >= 0.05", measured, float(min(growth) - 0.05), len(gains), picture, reason
    )


def _log(e: Any) -> float:
    """Natural logarithm of an error as a float; -inf for 0, NaN for NaN or a negative number."""
    e = getattr(e, "value", e)  # refimpl's Ball holds its arb in `value`
    if hasattr(e, "mid"):
        middle = e.mid()
        return float(middle.log()) if middle > 0 else (-math.inf if e.contains(0) else NAN)
    if isinstance(e, Fraction):
        e = Decimal(e.numerator) / Decimal(e.denominator)
    if not e >= 0:
        return NAN
    if e == 0:
        return -math.inf
    return float(e.ln()) if isinstance(e, Decimal) else math.log(e)
