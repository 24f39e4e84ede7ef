"""Named mistakes in sl-BAMM, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.bamm import BAMM, State
from refimpl.core.dialect import rational_power
from verification.claim import mutant


class Exchangeable(BAMM):
    """sl-BAMM in parts; a mutant replaces one of them."""

    def schedule(self, k):
        """mu_k, eta_k, alpha_k."""
        s = 1.0 + self.growth * k
        mu = self.averaging / rational_power(s, 1, 10)
        eta = self.multiplier_step_size / rational_power(s, 1, 80)
        return mu, eta, self.step_size * mu * mu * mu / rational_power(s, 3, 80)

    def averaged(self, mu, upper, lower):
        """mu f + (1 - mu) g."""
        return mu * upper + (1.0 - mu) * lower

    def source(self, f_y, phi_y):
        """The right-hand side of the linear system."""
        return f_y

    def mixed(self, problem, x, y, mu):
        """phi_xy."""
        return self.averaged(mu, problem.upper_xy(x, y), problem.lower_xy(x, y))

    def seen(self, old, new):
        """The (y, v) that the step of x sees."""
        return old

    def corrected(self, f_x, correction):
        """The direction of x."""
        return f_x - correction

    def step(self, problem, state, rng):
        mu, eta, alpha = self.schedule(state.k)
        x, y, v = state.x, state.y, state.v
        f_y = problem.upper_y(x, y)
        phi_y = self.averaged(mu, f_y, problem.lower_y(x, y))
        phi_yy = self.averaged(mu, problem.upper_yy(x, y), problem.lower_yy(x, y))
        y_new = y - self.lower_step_size * phi_y
        v_new = v - eta * (phi_yy @ v - self.source(f_y, phi_y))
        at_y, at_v = self.seen((y, v), (y_new, v_new))
        direction = self.corrected(problem.upper_x(x, at_y), self.mixed(problem, x, at_y, mu) @ at_v)
        return State(x - alpha * direction, y_new, v_new, state.k + 1)


@mutant("STALE", "the step of x uses the new y and v")
class GaussSeidel(Exchangeable):
    """(y+, v+) in the step of x."""

    def seen(self, old, new):
        return new


@mutant("HYPERGRAD", "the linear system has phi_y on the right-hand side instead of f_y")
class AveragedSource(Exchangeable):
    """v+ = v - eta (phi_yy v - phi_y)."""

    def source(self, f_y, phi_y):
        return phi_y


@mutant("HYPERGRAD", "the mixed derivatives are those of g alone")
class LowerMixedDerivatives(Exchangeable):
    """g_xy in place of phi_xy."""

    def mixed(self, problem, x, y, mu):
        return problem.lower_xy(x, y)


@mutant("SIGN", "the correction of x has the wrong sign")
class CorrectionAdded(Exchangeable):
    """f_x + phi_xy v."""

    def corrected(self, f_x, correction):
        return f_x + correction


@mutant("TERM", "the correction of x is missing")
class NoCorrection(Exchangeable):
    """f_x alone."""

    def corrected(self, f_x, correction):
        return f_x


@mutant("SCALE", "mu and 1 - mu are exchanged")
class WeightsExchanged(Exchangeable):
    """(1 - mu) f + mu g."""

    def averaged(self, mu, upper, lower):
        return (1.0 - mu) * upper + mu * lower


@mutant("TERM", "f is not averaged in: implicit differentiation of the lower level alone")
class LowerLevelAlone(Exchangeable):
    """phi = g."""

    def averaged(self, mu, upper, lower):
        return 0.0 * upper + lower


@mutant("TERM", "f is added to g instead of averaged with it")
class SumInsteadOfAverage(Exchangeable):
    """mu f + g."""

    def averaged(self, mu, upper, lower):
        return mu * upper + lower


@mutant("SCHED", "mu is not decreased")
class AveragingNotDecreased(Exchangeable):
    """mu_k = mu."""

    def schedule(self, k):
        _, eta, alpha = super().schedule(k)
        return self.averaging, eta, alpha


@mutant("POWER", "alpha falls with mu_k instead of its cube")
class LinearStep(Exchangeable):
    """alpha_k ~ mu_k."""

    def schedule(self, k):
        mu, eta, alpha = super().schedule(k)
        return mu, eta, alpha / (mu * mu)


MUTANTS = (
    GaussSeidel,
    AveragedSource,
    LowerMixedDerivatives,
    CorrectionAdded,
    NoCorrection,
    WeightsExchanged,
    LowerLevelAlone,
    SumInsteadOfAverage,
    AveragingNotDecreased,
    LinearStep,
)
