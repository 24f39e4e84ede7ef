"""SAM and GAM, right and with their mistakes, as formulas over decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import CENT, Vector, norm, repeated, unit

GUARD = Decimal.from_float(0.1)  # the float64 number of the mistake, exactly


def _sam(ascent: Any = unit, rho: Any = 1, eta: Any = 1) -> Any:
    """SAM with the direction `ascent(g)` and with factors on rho and eta."""

    def step(o: Any, p: Any, x: Vector) -> Vector:
        return x - eta * p.step_size * o.gradient(x + rho * p.rho * ascent(o.gradient(x)))

    return repeated(step)


def _not_undone(o: Any, p: Any, x: Vector) -> Vector:
    y = x + p.rho * unit(o.gradient(x))
    return y - p.step_size * o.gradient(y)


def _averaged(o: Any, p: Any, x: Vector) -> Vector:
    g = o.gradient(x)
    return x - p.step_size * (g + o.gradient(x + p.rho * unit(g))) / 2


SAM = {
    "reference": _sam(),
    "perturbation-not-undone": repeated(_not_undone),
    "descending-perturbation": _sam(rho=-1),
    "unnormalised-ascent": _sam(ascent=lambda g: g),
    "absolute-norm": _sam(ascent=lambda g: g / sum(map(abs, g)) if g @ g else g),
    "squared-norm": _sam(ascent=lambda g: g / (g @ g) if g @ g else g),
    "gradient-at-iterate": _sam(rho=0),
    "averaged-gradients": repeated(_averaged),
    "radius-too-large": _sam(rho=CENT),
    "step-too-long": _sam(eta=CENT),
    "large-guard": _sam(ascent=lambda g: g / (norm(g) + GUARD)),
    "unguarded-norm": _sam(ascent=lambda g: g / norm(g)),
}


class _GAM:
    """The quantities of a step of GAM at x: g, f = H g/|g| and, at any y, h(y) = rho H(y) g(y)/|g(y)|."""

    def __init__(self, o: Any, p: Any, x: Vector) -> None:
        self.o, self.p, self.x = o, p, x
        self.g = o.gradient(x)
        self.f = o.hessian(x) @ unit(self.g)
        self.y = x + p.rho * unit(self.f)

    def h(self, y: Vector, scale: Any = unit) -> Vector:
        return self.p.rho * (self.o.hessian(y) @ scale(self.o.gradient(y)))

    def step(self, g: Vector, h: Vector, start: Any = None, alpha: Any = 1, eta: Any = 1) -> Vector:
        x = self.x if start is None else start
        return x - eta * self.p.step_size * (g + alpha * self.p.alpha * h)


def _gam(formula: Any) -> Any:
    return repeated(lambda o, p, x: formula(_GAM(o, p, x)))


def _bare(v: Vector) -> Vector:
    return v / norm(v)


GAM = {
    "reference": _gam(lambda s: s.step(s.g, s.h(s.y))),
    "descending-perturbation": _gam(lambda s: s.step(s.g, s.h(s.x - s.p.rho * unit(s.f)))),
    "penalty-subtracted": _gam(lambda s: s.step(s.g, -s.h(s.y))),
    "gradient-at-iterate": _gam(lambda s: s.step(s.g, s.p.rho * (s.o.hessian(s.y) @ unit(s.g)))),
    "hessian-at-iterate": _gam(lambda s: s.step(s.g, s.p.rho * (s.o.hessian(s.x) @ unit(s.o.gradient(s.y))))),
    "penalty-at-iterate": _gam(lambda s: s.step(s.g, s.h(s.x))),
    "penalty-without-radius": _gam(lambda s: s.step(s.g, s.h(s.y) / s.p.rho)),
    "unnormalised-ascent": _gam(lambda s: s.step(s.g, s.h(s.x + s.p.rho * s.f))),
    "unnormalised-penalty": _gam(lambda s: s.step(s.g, s.h(s.y, lambda v: v))),
    "ascent-of-the-loss": _gam(lambda s: s.step(s.g, s.h(s.x + s.p.rho * unit(s.g)))),
    "perturbed-gradient": _gam(lambda s: s.step(s.o.gradient(s.y), s.h(s.y))),
    "convex-combination": _gam(lambda s: s.step((1 - s.p.alpha) * s.g, s.h(s.y))),
    "perturbation-not-undone": _gam(lambda s: s.step(s.g, s.h(s.y), start=s.y)),
    "ascent-too-long": _gam(lambda s: s.step(s.g, s.h(s.x + CENT * s.p.rho * unit(s.f)))),
    "penalty-too-strong": _gam(lambda s: s.step(s.g, s.h(s.y), alpha=CENT)),
    "step-too-long": _gam(lambda s: s.step(s.g, s.h(s.y), eta=CENT)),
    "large-guard": _gam(lambda s: s.step(s.g, s.h(s.x + s.p.rho / (norm(s.f) + GUARD) * s.f))),
    "unguarded-norm": _gam(lambda s: s.step(s.g, s.h(s.x + s.p.rho * _bare(s.f), _bare))),
}


class _Four:
    """The four gradients of accelerated GAM, with factors on the two radii and replaceable parts."""

    def __init__(self, o: Any, p: Any, x: Vector, near: Any = 1, far: Any = 1, scale: Any = unit) -> None:
        self.p, self.x = p, x
        self.near, self.far = near * p.grad_rho, far * p.grad_norm_rho
        self.g0 = o.gradient(x)
        self.ahead = x + self.near * scale(self.g0)
        self.g1 = o.gradient(self.ahead)
        self.ascend(o, x + self.far * scale(self.g1 - self.g0), scale)

    def ascend(self, o: Any, y: Vector, scale: Any = unit) -> _Four:
        self.y, self.g2 = y, o.gradient(y)
        self.last = y + self.near * scale(self.g2)
        self.g3 = o.gradient(self.last)
        b0, b1 = self.p.beta_0, self.p.beta_1
        self.pp, self.q = self.g0 + (1 - b0) * self.g2, b1 * self.g1 + (1 - b1) * self.g3
        return self

    def step(self, p: Any = None, q: Any = None, gamma: Any = 1, start: Any = None, eta: Any = 1) -> Vector:
        """x+ with the orthogonal part by its definition: p - <p, q>/<q, q> q."""
        p, q = self.pp if p is None else p, self.q if q is None else q
        return self.move(p - (p @ q) / (q @ q) * q if q @ q else p, q, gamma, start, eta)

    def move(self, part: Vector, q: Any = None, gamma: Any = 1, start: Any = None, eta: Any = 1) -> Vector:
        x, q = self.x if start is None else start, self.q if q is None else q
        return x - eta * self.p.step_size * (q - gamma * self.p.gamma * part)


def _four(formula: Any, **factors: Any) -> Any:
    return repeated(lambda o, p, x: formula(_Four(o, p, x, **factors)))


def _ascending(to: Any) -> Any:
    """Accelerated GAM with another point y = to(s)."""

    def step(o: Any, p: Any, x: Vector) -> Vector:
        s = _Four(o, p, x)
        return s.ascend(o, to(s)).step()

    return repeated(step)


def _stale(o: Any, p: Any, x: Vector) -> Vector:
    s = _Four(o, p, x)
    g3 = o.gradient(s.y + s.near * unit(s.g0))
    return s.step(q=p.beta_1 * s.g1 + (1 - p.beta_1) * g3)


def _swapped(o: Any, p: Any, x: Vector) -> Vector:
    return _Four(o, p, x, near=p.grad_norm_rho / p.grad_rho, far=p.grad_rho / p.grad_norm_rho).step()


GAM_ACCELERATED = {
    "reference": _four(lambda s: s.step()),
    "radii-swapped": repeated(_swapped),
    "first-perturbation-left": _ascending(lambda s: s.ahead + s.far * unit(s.g1 - s.g0)),
    "ascent-left": _four(lambda s: s.step(start=s.y)),
    "difference-left": _four(lambda s: s.step(start=s.x + s.near * unit(s.g2))),
    "descending-perturbation": _four(lambda s: s.step(), far=-1),
    "orthogonal-part-added": _four(lambda s: s.step(gamma=-1)),
    "ascent-of-the-loss": _ascending(lambda s: s.x + s.far * unit(s.g1)),
    "stale-difference": repeated(_stale),
    "unnormalised-ascent": _ascending(lambda s: s.x + s.far * (s.g1 - s.g0)),
    "weighted-first-gradient": _four(lambda s: s.step(p=s.p.beta_0 * s.g0 + (1 - s.p.beta_0) * s.g2)),
    "wrong-second-weight": _four(lambda s: s.step(p=s.g0 + s.p.beta_0 * s.g2)),
    "weights-exchanged": _four(lambda s: s.step(q=(1 - s.p.beta_1) * s.g1 + s.p.beta_1 * s.g3)),
    "full-last-weight": _four(lambda s: s.step(q=s.p.beta_1 * s.g1 + s.g3)),
    "without-projection": _four(lambda s: s.move(s.pp)),
    "parallel-part": _four(lambda s: s.move((s.pp @ unit(s.q)) * unit(s.q))),
    "cosine-only": _four(lambda s: s.move(s.pp - (s.pp @ s.q) / (norm(s.pp) * norm(s.q)) * s.q)),
    "difference-too-long": _four(lambda s: s.step(), near=CENT),
    "ascent-too-long": _four(lambda s: s.step(), far=CENT),
    "gamma-too-large": _four(lambda s: s.step(gamma=1 + Decimal.from_float(0.02))),
    "step-too-long": _four(lambda s: s.step(eta=CENT)),
    "large-guard": _ascending(lambda s: s.x + s.far / (norm(s.g1 - s.g0) + GUARD) * (s.g1 - s.g0)),
    "unguarded-norm": _four(lambda s: s.move(s.pp - (s.pp @ s.q) / (s.q @ s.q) * s.q), scale=_bare),
}
