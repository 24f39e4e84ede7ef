"""RMSProp in the mean against its central flow, on the floor of a sharpening valley: what both variants share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import SharpeningValley
from verification.evidence import bound
from verification.finding import Curve, Finding, Picture, worst
from verification.trial import complete_run

BEND, PULL = 0.3125, 1.25
FLOOR = np.array([0.0, 3.9375, 0.0])  # S = 4.9375
FLOW_STEPS = 1600


class Scale(NamedTuple):
    """A run: slow scale e of the valley, hyper-parameters, number of steps and window of the mean."""

    e: float
    eta: float
    beta2: float
    initial: Any  # second moment, or second moments (3,)
    steps: int
    window: int


Path = Callable[[Scale, np.ndarray], np.ndarray]


def two_cycle(eta: float, beta2: float, S: float) -> list[float]:
    """|x| and the root of the second moment after long RMSProp on S x^2/2, second moment first."""
    x, u = 0.3 * eta, (eta * S / 2) ** 2
    for _ in range(round(60 / (1 - beta2))):
        u = beta2 * u + (1 - beta2) * (S * x) ** 2
        x -= eta * S * x / u**0.5
    return [abs(x), float(u**0.5)]


def one_moment(scale: Scale, start: np.ndarray) -> np.ndarray:
    """Scalar RMSProp on the valley, rows (x_1, y_1, y_2, u)."""
    return _rmsprop(scale, start, shared=True)


def three_moments(scale: Scale, start: np.ndarray) -> np.ndarray:
    """RMSProp on the valley, rows (x_1, y_1, y_2, u_1)."""
    return _rmsprop(scale, start, shared=False)


def _rmsprop(scale: Scale, start: np.ndarray, shared: bool) -> np.ndarray:
    e, eta, beta2 = scale.e, scale.eta, scale.beta2
    x, y1, y2 = map(float, start)
    u1, u2, u3 = map(float, np.broadcast_to(scale.initial, 3))
    rows = np.empty((scale.steps + 1, 4))
    rows[0] = x, y1, y2, u1
    for k in range(1, scale.steps + 1):
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
    method: type, path: Path, scales: Sequence[Scale], observed: Any, engine: str
) -> Finding:
    """Means of (y_1, y_2, sqrt(u_1/u_1(0))) over windows, RMSProp by its own lines against the flow.

    RMSProp starts with x_1 = 0.45 eta, nearly on the cycle eta/2. `observed` records u_1 of the flow.
    """
    found, picture = [], None
    for scale in scales:
        first = float(np.broadcast_to(scale.initial, 3)[0])
        measured = path(scale, FLOOR + np.array([0.45 * scale.eta, 0, 0]))
        h = scale.steps / FLOW_STEPS
        algorithm = method(scale.eta, scale.beta2, scale.initial, h)
        problem = SharpeningValley(scale.e, BEND, PULL)
        t = complete_run(algorithm, problem, FLOOR, FLOW_STEPS, engine=engine, record=[observed])
        k = np.arange(scale.steps + 1)
        root = np.sqrt(t.observed[type(observed).__name__] / first)
        flow = np.column_stack([np.interp(k, t.steps * h, v) for v in (t.x[:, 1], t.x[:, 2], root)])
        slow = np.column_stack([measured[:, 1:3], np.sqrt(measured[:, 3] / first)])
        apart = np.abs(_mean(slow, scale.window) - _mean(flow, scale.window)).max(axis=0)
        found.append(
            bound(apart, np.full(3, 0.01), x=np.arange(3), xlabel="variable", ylabel="|mean - flow|")
        )
        picture = picture or _picture(measured, flow, 2 * first**0.5 / scale.eta)
    return worst(found)._replace(picture=picture)


def _mean(values: np.ndarray, window: int) -> np.ndarray:
    sums = np.cumsum(np.vstack([np.zeros(values.shape[1]), values]), axis=0)
    return (sums[window:] - sums[:-window]) / window


def _picture(measured: np.ndarray, flow: np.ndarray, edge: float) -> Picture:
    def S(y: np.ndarray) -> np.ndarray:
        return 1 + y[:, 0] + BEND * y[:, 1] ** 2

    k = np.arange(len(measured))
    few = slice(None, None, max(1, len(k) // 400))
    curves = (
        Curve("edge 2 sqrt(u_1)/eta of the flow", k[few], (edge * flow[:, 2])[few], "theory"),
        Curve("S of the flow", k[few], S(flow[:, :2])[few], "theory"),
        Curve("S of RMSProp", k[few], S(measured[:, 1:3])[few], "measured"),
    )
    return Picture(curves, "k", "S", "linear", "linear")
