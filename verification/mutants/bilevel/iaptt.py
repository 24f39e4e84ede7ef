"""Named mistakes in IAPTT, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.iaptt import IAPTT
from verification.claim import mutant


@mutant("BRANCH", "the trajectory ends where the upper level is best")
class BestInsteadOfWorst(IAPTT):
    """argmin."""

    def worst(self, problem, x, ys):
        K, lowest = 1, problem.upper(x, ys[1])
        for t in range(2, len(ys)):
            value = problem.upper(x, ys[t])
            if value < lowest:
                K, lowest = t, value
        return K


@mutant("TERM", "the trajectory is not truncated")
class NotTruncated(IAPTT):
    """K = T."""

    def worst(self, problem, x, ys):
        return len(ys) - 1


@mutant("BRANCH", "of equal values the last is taken")
class LastOfTies(IAPTT):
    """>=."""

    def worst(self, problem, x, ys):
        K, highest = 1, problem.upper(x, ys[1])
        for t in range(2, len(ys)):
            value = problem.upper(x, ys[t])
            if value >= highest:
                K, highest = t, value
        return K


@mutant("STATE", "where the lower steps start is not a variable: unrolling with pessimistic truncation")
class StartFixed(IAPTT):
    """z+ = z."""

    def step(self, problem, state, rng):
        return super().step(problem, state, rng)._replace(z=state.z)


@mutant("STATE", "the lower steps go on where they ended")
class WarmStart(IAPTT):
    """z+ = y_T - zeta a."""

    def step(self, problem, state, rng):
        moved = super().step(problem, state, rng)
        return moved._replace(z=moved.z + (self.followed(problem, state.x, state.z)[-1] - state.z))


@mutant("HYPERGRAD", "the start is moved along f_y, not along what it comes to at the start")
class StartNotPulledBack(IAPTT):
    """a = f_y."""

    def pulled_back(self, problem, x, ys, K):
        return super().pulled_back(problem, x, ys, K)[0], problem.upper_y(x, ys[K])


@mutant("HYPERGRAD", "x is moved along f_x alone")
class StopGradient(IAPTT):
    """h = f_x."""

    def pulled_back(self, problem, x, ys, K):
        return problem.upper_x(x, ys[K]), super().pulled_back(problem, x, ys, K)[1]


@mutant("SIGN", "the implicit term has the other sign")
class ImplicitTermFlipped(IAPTT):
    """h = f_x + ..."""

    def pulled_back(self, problem, x, ys, K):
        h, a = super().pulled_back(problem, x, ys, K)
        return 2 * problem.upper_x(x, ys[K]) - h, a


@mutant("STALE", "the adjoint is moved before x is")
class LinesExchanged(IAPTT):
    """a first."""

    def pulled_back(self, problem, x, ys, K):
        h, a = problem.upper_x(x, ys[K]), problem.upper_y(x, ys[K])
        for j in range(K):
            y = ys[K - 1 - j]
            a = a - self.lower_step_size * problem.lower_yy_vector(x, y, a)
            h = h - self.lower_step_size * problem.lower_xy_vector(x, y, a)
        return h, a


@mutant("STALE", "second derivatives are taken behind the lower step, not before it")
class BehindTheStep(IAPTT):
    """y_{t+1}."""

    def pulled_back(self, problem, x, ys, K):
        h, a = problem.upper_x(x, ys[K]), problem.upper_y(x, ys[K])
        for j in range(K):
            y = ys[K - j]
            h = h - self.lower_step_size * problem.lower_xy_vector(x, y, a)
            a = a - self.lower_step_size * problem.lower_yy_vector(x, y, a)
        return h, a


@mutant("SCALE", "the x step is 2 % too long")
class StepTooLong(IAPTT):
    """1.02 eta."""

    def pulled_back(self, problem, x, ys, K):
        h, a = super().pulled_back(problem, x, ys, K)
        return 1.02 * h, a


MUTANTS = (
    BestInsteadOfWorst,
    NotTruncated,
    LastOfTies,
    StartFixed,
    WarmStart,
    StartNotPulledBack,
    StopGradient,
    ImplicitTermFlipped,
    LinesExchanged,
    BehindTheStep,
    StepTooLong,
)
