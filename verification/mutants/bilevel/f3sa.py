"""Named mistakes in F3SA, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.f3sa import F3SA, Estimates, State, corrected
from refimpl.core.dialect import rational_power
from verification.claim import mutant


class Exchangeable(F3SA):
    """F3SA in parts; a mutant replaces one of them."""

    def schedule(self, k):
        """lambda_k, gamma_k, alpha_k, eta_k."""
        s, q = 1.0 + self.growth * k, self.power()
        eta = 1.0 if k == 0 else self.momentum / rational_power(s, 2 * q - 6, q)
        alpha = self.step_size / (self.penalty * rational_power(s, q - 2, q))
        return (
            self.penalty * rational_power(s, 1, q),
            self.lower_step_size / rational_power(s, q - 3, q),
            alpha,
            eta,
        )

    def power(self):
        """q."""
        return 3 + self.noisy_levels

    def pair(self, problem, rng):
        """The two draws of half a step."""
        a = problem.realisation(rng)
        return a, problem.realisation(rng)

    def before(self, state):
        """The previous point."""
        return state.x_old, state.y_old, state.z_old

    def estimate(self, problem, rng, oracle, at, estimate, old, eta):
        """A recursive estimate; `oracle` asks a draw."""
        drawn, name = oracle
        return corrected(getattr(drawn, name)(*at), estimate, getattr(drawn, name)(*old), eta)

    def lower(self, problem, y):
        """P_Y."""
        return problem.lower_projection(y)

    def moved(self, problem, x, alpha, f_x, weight, difference):
        """The x step."""
        return problem.upper_projection(x - self.ratio * alpha * (f_x + weight * difference))

    def lower_points(self, state, y, z):
        """Where f_y of the y step, then the gradients in x are taken."""
        return state.y, y, z

    def step(self, problem, state, rng):
        weight, gamma, alpha, eta = self.schedule(state.k)
        x_old, y_old, z_old = self.before(state)
        x, y, z, v = state.x, state.y, state.z, state.v

        def estimate(draw, name, at, kept, old):
            return self.estimate(problem, rng, (draw, name), at, kept, old, eta)

        a, b = self.pair(problem, rng)
        at_f, _, _ = self.lower_points(state, y, z)
        g_z = estimate(a, "lower_y", (x, z), v.lower_y_z, (x_old, z_old))
        f_y = estimate(b, "upper_y", (x, at_f), v.upper_y, (x_old, z_old if at_f is z else y_old))
        g_y = estimate(b, "lower_y", (x, y), v.lower_y, (x_old, y_old))
        z_new = self.lower(problem, z - gamma * g_z)
        y_new = self.lower(problem, y - alpha * (f_y + weight * g_y))
        c, d = self.pair(problem, rng)
        _, at_y, at_z = self.lower_points(state, y_new, z_new)
        old_y, old_z = (y_old, z_old) if at_y is y else (y, z)
        f_x = estimate(c, "upper_x", (x, at_y), v.upper_x, (x_old, old_y))
        g_x = estimate(c, "lower_x", (x, at_y), v.lower_x, (x_old, old_y))
        g_x_z = estimate(d, "lower_x", (x, at_z), v.lower_x_z, (x_old, old_z))
        x_new = self.moved(problem, x, alpha, f_x, weight, g_x - g_x_z)
        return State(x_new, y_new, z_new, x, y, z, Estimates(g_z, f_y, g_y, f_x, g_x, g_x_z), state.k + 1)


@mutant("NOISE", "the gradient at the previous point is taken on a new draw: the noise is no longer averaged")
class FreshDrawAtOldPoint(Exchangeable):
    """v = q(u_k; b) + (1 - eta)(v - q(u_{k-1}; b'))."""

    def estimate(self, problem, rng, oracle, at, estimate, old, eta):
        drawn, name = oracle
        other = problem.realisation(rng)
        return corrected(getattr(drawn, name)(*at), estimate, getattr(other, name)(*old), eta)


@mutant("TERM", "a plain moving average of gradients: the gradient at the previous point is missing")
class MovingAverage(Exchangeable):
    """v = eta q(u_k; b) + (1 - eta) v."""

    def estimate(self, problem, rng, oracle, at, estimate, old, eta):
        drawn, name = oracle
        return eta * getattr(drawn, name)(*at) + (1.0 - eta) * estimate


@mutant("SCALE", "eta weighs the old estimate instead of the new gradient")
class MomentumReversed(Exchangeable):
    """v = q(u_k; b) + eta (v - q(u_{k-1}; b))."""

    def estimate(self, problem, rng, oracle, at, estimate, old, eta):
        drawn, name = oracle
        rest = 0.0 if eta == 1.0 else eta
        return getattr(drawn, name)(*at) + rest * (estimate - getattr(drawn, name)(*old))


@mutant("STALE", "the gradients at the previous point use the present x")
class PresentXAtOldPoint(Exchangeable):
    """q(x_k, y_{k-1}; b) in place of q(x_{k-1}, y_{k-1}; b)."""

    def before(self, state):
        return state.x, state.y_old, state.z_old


@mutant("NOISE", "one draw serves both lower copies: their noise cancels in the difference")
class OneDrawForBothCopies(Exchangeable):
    """b = a and d = c."""

    def pair(self, problem, rng):
        _, b = super().pair(problem, rng)
        return b, b


@mutant("BIAS", "the first estimate is damped by eta although there is none before")
class FirstEstimateDamped(Exchangeable):
    """v_0 = eta q(u_0; b)."""

    def schedule(self, k):
        weight, gamma, alpha, eta = super().schedule(k)
        return weight, gamma, alpha, self.momentum if k == 0 else eta


@mutant("HYPERGRAD", "f_y is evaluated at z instead of y: lambda has no effect left")
class UpperGradientAtPlainCopy(Exchangeable):
    """y <- y - alpha (v[f_y](x, z) + lambda v[g_y](x, y))."""

    def lower_points(self, state, y, z):
        return state.z, y, z


@mutant("STALE", "the x step uses y_k and z_k of the previous outer iteration")
class PreviousCopiesInUpperStep(Exchangeable):
    """x+ from f_x(x, y_k), g_x(x, y_k), g_x(x, z_k)."""

    def lower_points(self, state, y, z):
        return state.y, state.y, state.z


@mutant("PROX", "the lower copies are not projected")
class LowerCopiesNotProjected(Exchangeable):
    """P_Y is left out."""

    def lower(self, problem, y):
        return y


@mutant("PROX", "x is not projected")
class UpperNotProjected(Exchangeable):
    """P_X is left out."""

    def moved(self, problem, x, alpha, f_x, weight, difference):
        return x - self.ratio * alpha * (f_x + weight * difference)


@mutant("SIGN", "the difference of the lower gradients is taken the other way round")
class SwappedDifference(Exchangeable):
    """v[f_x] + lambda (v[g_x](x, z) - v[g_x](x, y))."""

    def moved(self, problem, x, alpha, f_x, weight, difference):
        return super().moved(problem, x, alpha, f_x, -weight, difference)


@mutant("SCALE", "the difference of the lower gradients is not multiplied by lambda")
class UnweightedDifference(Exchangeable):
    """v[f_x] + v[g_x](x, y) - v[g_x](x, z)."""

    def moved(self, problem, x, alpha, f_x, weight, difference):
        return super().moved(problem, x, alpha, f_x, 1.0, difference)


@mutant("SCHED", "lambda is not increased")
class PenaltyNotIncreased(Exchangeable):
    """lambda_k = lambda_0."""

    def schedule(self, k):
        _, gamma, alpha, eta = super().schedule(k)
        return self.penalty, gamma, alpha, eta


@mutant("POWER", "lambda grows like k^(1/7), the schedule without momentum")
class SlowSchedule(Exchangeable):
    """lambda_k = lambda_0 s_k^(1/7)."""

    def schedule(self, k):
        _, gamma, alpha, eta = super().schedule(k)
        return self.penalty * rational_power(1.0 + self.growth * k, 1, 7), gamma, alpha, eta


@mutant("SCHED", "the schedule of a noise-free problem is used whatever the noise is")
class ScheduleWithoutNoise(Exchangeable):
    """q = 3."""

    def power(self):
        return 3


@mutant("SCHED", "eta is not decreased: the noise is averaged over a fixed window")
class MomentumNotDecreased(Exchangeable):
    """eta_k = eta."""

    def schedule(self, k):
        weight, gamma, alpha, eta = super().schedule(k)
        return weight, gamma, alpha, eta if k == 0 else self.momentum


@mutant("SCALE", "the x step is 2 % too long")
class StepTooLong(Exchangeable):
    """1.02 xi alpha in the x step."""

    def moved(self, problem, x, alpha, f_x, weight, difference):
        return super().moved(problem, x, 1.02 * alpha, f_x, weight, difference)


MUTANTS = (
    MovingAverage,
    FreshDrawAtOldPoint,
    MomentumReversed,
    PresentXAtOldPoint,
    OneDrawForBothCopies,
    FirstEstimateDamped,
    UpperGradientAtPlainCopy,
    PreviousCopiesInUpperStep,
    LowerCopiesNotProjected,
    UpperNotProjected,
    SwappedDifference,
    UnweightedDifference,
    PenaltyNotIncreased,
    SlowSchedule,
    ScheduleWithoutNoise,
    MomentumNotDecreased,
    StepTooLong,
)
