"""Named mistakes in LV-HBA, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.lv_hba import LVHBA, State
from refimpl.core.dialect import rational_power
from verification.claim import mutant


@mutant("STALE", "the directions take the saddle point before it moved")
class OldSaddlePoint(LVHBA):
    """t_k and m_k."""

    def step(self, problem, state, rng):
        t, m = self.followed(problem, state.x, state.y, state.z, state.t, state.m)
        c = self.penalty * rational_power(1.0 + self.growth * state.k, 1, 4)
        d_x, d_y = self.direction(problem, state.x, state.y, state.t, state.m, c)
        w = problem.joint_projection(
            np.concatenate((state.x - self.step_size * d_x, state.y - self.step_size * d_y))
        )
        dx = state.x.shape[0]
        return State(w[:dx], w[dx:], self.renewed(state.z, m), t, m, state.k + 1)


@mutant("STALE", "the multiplier moves after the minimiser and reads the new one")
class MultiplierAfterwards(LVHBA):
    """h(x, t+)."""

    def followed(self, problem, x, y, z, t, m):
        new = super().followed(problem, x, y, z, t, m)[0]
        return new, super().followed(problem, x, y, z, new, m)[1]


@mutant("TERM", "the constraint is left out of the direction of x")
class ConstraintLeftOut(LVHBA):
    """g_x(x, y) - g_x(x, t)."""

    def direction(self, problem, x, y, t, m, c):
        return super().direction(problem, x, y, t, 0 * m, c)


@mutant("TERM", "the constraint does not act on the minimiser")
class ConstraintNotFollowed(LVHBA):
    """t+ = t - eta (g_y(x, t) + (t - y)/rho)."""

    def followed(self, problem, x, y, z, t, m):
        free = super().followed(problem, x, y, z, t, 0 * m)[0]
        return free, super().followed(problem, x, y, z, t, m)[1]


@mutant("SIGN", "the multiplier falls where the constraint is violated")
class MultiplierDescends(LVHBA):
    """m - eta (h - (m - z)/sigma)."""

    def followed(self, problem, x, y, z, t, m):
        new = super().followed(problem, x, y, z, t, m)[0]
        rise = problem.constraint(x, t) - (m - z) / self.sigma
        return new, np.maximum(m - self.saddle_step_size * rise, 0.0)


@mutant("PROX", "the multiplier of the saddle point may be negative")
class MultiplierNotProjected(LVHBA):
    """m + eta (h - (m - z)/sigma)."""

    def followed(self, problem, x, y, z, t, m):
        new = super().followed(problem, x, y, z, t, m)[0]
        rise = problem.constraint(x, t) - (m - z) / self.sigma
        return new, m + self.saddle_step_size * rise


@mutant("SIGN", "the proximal term of y has the wrong sign")
class ProximalSign(LVHBA):
    """f_y/c + g_y + (y - t)/rho."""

    def direction(self, problem, x, y, t, m, c):
        d_x, d_y = super().direction(problem, x, y, t, m, c)
        return d_x, d_y + 2 * (y - t) / self.rho


@mutant("SCALE", "rho is taken for its inverse")
class RhoInverted(LVHBA):
    """rho |t - y|^2/2."""

    def followed(self, problem, x, y, z, t, m):
        return LVHBA.followed(self._replace(rho=1 / self.rho), problem, x, y, z, t, m)

    def direction(self, problem, x, y, t, m, c):
        return LVHBA.direction(self._replace(rho=1 / self.rho), problem, x, y, t, m, c)


@mutant("SIGN", "the proximal multiplier moves away from that of the saddle point")
class ProximalMultiplierFlees(LVHBA):
    """z - beta (m - z)/sigma."""

    def renewed(self, z, m):
        return super().renewed(z, 2 * z - m)


@mutant("PROX", "the proximal multiplier is not capped")
class NotCapped(LVHBA):
    """r infinite."""

    def renewed(self, z, m):
        return np.maximum(z + self.multiplier_step_size * (m - z) / self.sigma, 0.0)


@mutant("STALE", "the upper level is multiplied by c, the gap is not")
class PenaltyInverted(LVHBA):
    """c f_x."""

    def direction(self, problem, x, y, t, m, c):
        return super().direction(problem, x, y, t, m, 1 / c)


@mutant("SCHED", "the penalty does not grow")
class PenaltyFrozen(LVHBA):
    """c_k = c."""

    def direction(self, problem, x, y, t, m, c):
        return super().direction(problem, x, y, t, m, 0 * c + self.penalty)


@mutant("PROX", "x and y are projected apart, each with the other where it was: wrong where h couples them")
class SeparateProjections(LVHBA):
    """P_C(x', y) in x, P_C(x, y') in y."""

    def step(self, problem, state, rng):
        t, m = self.followed(problem, state.x, state.y, state.z, state.t, state.m)
        c = self.penalty * rational_power(1.0 + self.growth * state.k, 1, 4)
        d_x, d_y = self.direction(problem, state.x, state.y, t, m, c)
        dx = state.x.shape[0]
        x = problem.joint_projection(np.concatenate((state.x - self.step_size * d_x, state.y)))[:dx]
        y = problem.joint_projection(np.concatenate((state.x, state.y - self.step_size * d_y)))[dx:]
        return State(x, y, self.renewed(state.z, m), t, m, state.k + 1)


@mutant("SCALE", "the step of x and y is 2 % too long")
class StepTooLong(LVHBA):
    """1.02 alpha."""

    def direction(self, problem, x, y, t, m, c):
        d_x, d_y = super().direction(problem, x, y, t, m, c)
        return 1.02 * d_x, 1.02 * d_y


MUTANTS = (
    OldSaddlePoint,
    MultiplierAfterwards,
    ConstraintLeftOut,
    ConstraintNotFollowed,
    MultiplierDescends,
    MultiplierNotProjected,
    ProximalSign,
    RhoInverted,
    ProximalMultiplierFlees,
    NotCapped,
    PenaltyInverted,
    PenaltyFrozen,
    SeparateProjections,
    StepTooLong,
)
