"""RMSProp in the mean against its central flow, on the floor of a sharpening valley: what both variants share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.problems import SharpeningValley
from verification.evidence import bound
from verification.finding import Curve, Finding, Picture, worst
from verification.trial import complete_run

BEND, PULL = 0.3125, 1.25
FLOOR = np.array([0.0, 3.9375, 0.0])  # S = 4.9375

Path = Callable[[float, float, float, Any, Any, int], np.ndarray]


def two_cycle(eta: float, beta2: float, S: float) -> list[float]:
    """|x| and the root of the second moment after long RMSProp on S x^2/2, second moment first."""
    x, u = 0.3 * eta, (eta * S / 2) ** 2
    for _ in range(round(60 / (1 - beta2))):
        u = beta2 * u + (1 - beta2) * (S * x) ** 2
        x -= eta * S * x / u**0.5
    return [abs(x), float(u**0.5)]


def one_moment(e: float, eta: float, beta2: float, start: Any, u: Any, steps: int) -> np.ndarray:
    """Scalar RMSProp on the valley, rows (x_1, y_1, y_2, u)."""
    return _rmsprop(e, eta, beta2, start, u, steps, shared=True)


def _rmsprop(e: float, eta: float, beta2: float, start: Any, u: Any, steps: int, shared: bool) -> np.ndarray:
    x, y1, y2 = map(float, start)
    u1, u2, u3 = map(float, np.broadcast_to(u, 3))
    rows = np.empty((steps + 1, 4))
    rows[0] = x, y1, y2, u1
    for k in range(1, steps + 1):
        S = 1 + y1 + BEND * y2 * y2
        g1, g2, g3 = S * x, x * x / 2 - e, BEND * y2 * x * x + 2 * e * PULL * (y2 - 2)
        total = g1 * g1 + g2 * g2 + g3 * g3
        u1 = beta2 * u1 + (1 - beta2) * (total if shared else g1 * g1)
        u2 = u1 if shared else beta2 * u2 + (1 - beta2) * g2 * g2
        u3 = u1 if shared else beta2 * u3 + (1 - beta2) * g3 * g3
        x, y1, y2 = x - eta * g1 / u1**0.5, y1 - eta * g2 / u2**0.5, y2 - eta * g3 / u3**0.5
        rows[k] = x, y1, y2, u1
    return rows


def follows_in_the_mean(
    algorithm: Any, path: Path, moment: Callable[[Any], np.ndarray], record: Any, engine: str
) -> Finding:
    """Means over windows of 2/e steps of (y_1, y_2, sqrt(u_1)/sqrt(u_1(0))).

    eta^2 = 6 e and 1 - beta2 = 2 e, so that all slow variables move by order e.
    """
    found, picture = [], None
    for e in (0.02, 0.005):
        N, window, eta, beta2 = round(40 / e), round(2 / e), np.sqrt(6 * e), 1 - 2 * e
        h, initial = N / 1600, (eta * 5 / 2) ** 2
        start = FLOOR + np.array([0.9 * np.sqrt(2 * e), 0, 0])
        measured = path(e, eta, beta2, start, initial, N)
        problem = SharpeningValley(e, BEND, PULL)
        t = complete_run(
            algorithm(eta, beta2, initial, h), problem, FLOOR, 1600, engine=engine, record=record
        )
        k = np.arange(N + 1)
        flow = [np.interp(k, t.steps * h, v) for v in (t.x[:, 1], t.x[:, 2], np.sqrt(moment(t) / initial))]
        slow = np.column_stack([measured[:, 1:3], np.sqrt(measured[:, 3] / initial)])
        apart = np.abs(_mean(slow, window) - _mean(np.column_stack(flow), window)).max(axis=0)
        found.append(
            bound(apart, np.full(3, 0.01), x=np.arange(3), xlabel="variable", ylabel="|mean - flow|")
        )
        picture = picture or _picture(e, measured, flow, eta, initial)
    return worst(found)._replace(picture=picture)


def _mean(values: np.ndarray, window: int) -> np.ndarray:
    sums = np.cumsum(np.vstack([np.zeros(values.shape[1]), values]), axis=0)
    return (sums[window:] - sums[:-window]) / window


def _picture(e: float, measured: np.ndarray, flow: Any, eta: float, initial: float) -> Picture:
    k = np.arange(len(measured))
    few = slice(None, None, max(1, len(k) // 400))
    S = 1 + measured[:, 1] + BEND * measured[:, 2] ** 2
    predicted = 1 + flow[0] + BEND * flow[1] ** 2
    curves = (
        Curve("2 sqrt(u)/eta of the flow", k[few] * e, (2 * flow[2] * initial**0.5 / eta)[few], "theory"),
        Curve("S of the flow", k[few] * e, predicted[few], "theory"),
        Curve(f"S of RMSProp, e = {e:g}", k[few] * e, S[few], "measured"),
    )
    return Picture(curves, "k e", "S", "linear", "linear")
