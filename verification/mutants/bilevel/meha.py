"""Named mistakes in MEHA, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.meha import MEHA, State
from refimpl.core.dialect import rational_power
from verification.claim import mutant


class Exchangeable(MEHA):
    """MEHA in parts; a mutant replaces one of them."""

    def weight(self, k):
        """c_k."""
        return self.penalty * rational_power(1.0 + self.growth * k, 1, 4)

    def proximal(self, problem, x, y, t):
        """t+."""
        return t - self.proximal_step_size * (problem.lower_y(x, t) + (t - y) / self.rho)

    def x_direction(self, problem, x, y, t, c):
        """The direction of x."""
        return problem.upper_x(x, y) / c + problem.lower_x(x, y) - problem.lower_x(x, t)

    def y_direction(self, problem, x, y, t, c):
        """The direction of y."""
        return problem.upper_y(x, y) / c + problem.lower_y(x, y) - (y - t) / self.rho

    def seen(self, old, new):
        """What the later steps use: the proximal point and x."""
        return new

    def step(self, problem, state, rng):
        c = self.weight(state.k)
        t = self.proximal(problem, state.x, state.y, state.t)
        t_seen = self.seen(state.t, t)
        x = state.x - self.step_size * self.x_direction(problem, state.x, state.y, t_seen, c)
        y = state.y - self.lower_step_size * self.y_direction(problem, x, state.y, t_seen, c)
        return State(x, y, t, state.k + 1)


@mutant("STALE", "the steps of x and y use the proximal point of the previous step")
class OldProximalPoint(Exchangeable):
    """t in place of t+."""

    def seen(self, old, new):
        return old


@mutant("SCALE", "rho multiplies the proximal term instead of dividing it")
class RhoInverted(Exchangeable):
    """rho (y - t) and rho (t - y)."""

    def proximal(self, problem, x, y, t):
        return t - self.proximal_step_size * (problem.lower_y(x, t) + (t - y) * self.rho)

    def y_direction(self, problem, x, y, t, c):
        return problem.upper_y(x, y) / c + problem.lower_y(x, y) - (y - t) * self.rho


@mutant("SIGN", "the proximal term of the envelope has the wrong sign")
class EnvelopeSign(Exchangeable):
    """+ (y - t)/rho in the step of y."""

    def y_direction(self, problem, x, y, t, c):
        return problem.upper_y(x, y) / c + problem.lower_y(x, y) + (y - t) / self.rho


@mutant("TERM", "g_x(x, t) is not subtracted: the envelope is not differentiated in x")
class MissingSubtraction(Exchangeable):
    """f_x/c + g_x(x, y)."""

    def x_direction(self, problem, x, y, t, c):
        return problem.upper_x(x, y) / c + problem.lower_x(x, y)


@mutant("TERM", "the proximal term is missing in the step of t: the value function replaces the envelope")
class NoProximalTerm(Exchangeable):
    """t+ = t - eta g_y(x, t)."""

    def proximal(self, problem, x, y, t):
        return t - self.proximal_step_size * problem.lower_y(x, t)


@mutant("SCALE", "c multiplies f instead of dividing it")
class PenaltyInverted(Exchangeable):
    """1/c_k in place of c_k."""

    def weight(self, k):
        return 1.0 / super().weight(k)


@mutant("SCHED", "c is not increased")
class PenaltyNotIncreased(Exchangeable):
    """c_k = c."""

    def weight(self, k):
        return self.penalty


@mutant("POWER", "c grows like the square root, where the residual no longer falls")
class SquareRootPenalty(Exchangeable):
    """c_k = c s_k^(1/2)."""

    def weight(self, k):
        return self.penalty * rational_power(1.0 + self.growth * k, 1, 2)


@mutant("SCALE", "the step of x is 2 % too long")
class StepTooLong(Exchangeable):
    """1.02 alpha."""

    def x_direction(self, problem, x, y, t, c):
        return 1.02 * super().x_direction(problem, x, y, t, c)


MUTANTS = (
    OldProximalPoint,
    RhoInverted,
    EnvelopeSign,
    MissingSubtraction,
    NoProximalTerm,
    PenaltyInverted,
    PenaltyNotIncreased,
    SquareRootPenalty,
    StepTooLong,
)
