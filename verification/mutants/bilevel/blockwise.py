"""Mistakes that the blockwise bilevel methods share, and what tells the draws at two points apart."""

from __future__ import annotations

from typing import Any

from refimpl.bilevel.blockwise import below
from verification.claim import mutant


class TwoDraws:
    """A problem whose blocks answer at the point `x_old` with another draw."""

    def __init__(self, problem: Any, x_old: Any) -> None:
        self.problem, self.x_old = problem, x_old

    def block(self, i: int, batch: int, rng: Any) -> Any:
        """Two draws in one."""
        return TwoBlocks(self.problem.block(i, batch, rng), self.problem.block(i, batch, rng), self.x_old)


class TwoBlocks:
    """`now` anywhere but at the point `x_old`."""

    def __init__(self, now: Any, before: Any, x_old: Any) -> None:
        self.now, self.before, self.x_old = now, before, x_old

    def __getattr__(self, oracle: str) -> Any:
        return lambda x, *rest: getattr(self.before if x is self.x_old else self.now, oracle)(x, *rest)


def of_blockwise(base: Any) -> tuple[Any, ...]:
    """Mistakes in the sampling, the tracking and the upper step as mutants of `base`."""

    @mutant("SCALE", "the gain is that of STORM: nothing makes up for the blocks that are not sampled")
    class StormGain(base):
        """gamma = 1 - a."""

        def tracked(self, h, now, before, a, gamma):
            return super().tracked(h, now, before, a, 1 - a)

    @mutant("TERM", "a plain moving average of every block: the correction is missing")
    class MovingAverage(base):
        """gamma = 0."""

        def tracked(self, h, now, before, a, gamma):
            return super().tracked(h, now, before, a, 0 * gamma)

    @mutant("SCALE", "the share of sampled blocks is inverted in the gain")
    class ShareInverted(base):
        """m/I for I/m."""

        def tracked(self, h, now, before, a, gamma):
            if a < 1:
                m = self.start.shape[0]
                gamma = (self.blocks - m) / (m * (1 - a)) + 1 - a
            return super().tracked(h, now, before, a, gamma)

    @mutant("NOISE", "the old point is asked for another draw: the noise no longer cancels")
    class FreshDrawAtOldPoint(base):
        """q(w_t; b) - q(w_{t-1}; b')."""

        def estimated(self, problem, state, chosen, a, gamma, beta, rng):
            asked = problem if state.k == 0 else TwoDraws(problem, state.x_old)
            return super().estimated(asked, state, chosen, a, gamma, beta, rng)

    @mutant("STALE", "the old point has the present x")
    class PresentXAtOldPoint(base):
        """q(x_t, y_{t-1})."""

        def estimated(self, problem, state, *rest):
            return super().estimated(problem, state._replace(x_old=state.x), *rest)

    @mutant("TERM", "blocks that are not sampled are corrected as well")
    class UnsampledCorrected(base):
        """s_i + gamma D for all others."""

        def estimated(self, problem, state, chosen, a, gamma, beta, rng):
            S, *others = super().estimated(problem, state, chosen, a, gamma, beta, rng)
            for i in range(S.shape[0]):
                if i not in chosen:
                    b = problem.block(i, self.batch, rng)
                    change = b.lower_y(state.x, state.Y[i]) - b.lower_y(state.x_old, state.Y_old[i])
                    S[i] = S[i] + gamma * change
            return S, *others

    @mutant("NOISE", "blocks are drawn with replacement")
    class WithReplacement(base):
        """A block may come twice."""

        def sampled(self, m, rng):
            return [below(rng.random(), m) for _ in range(self.blocks)]

    @mutant("SCALE", "the sum over the sampled blocks is divided by the number of all")
    class MeanOverAllBlocks(base):
        """I/m of G."""

        def corrected(self, now, before, beta):
            share = 1.0 if beta == 1 else self.blocks / self.start.shape[0]
            return share * super().corrected(now, before, beta)

    @mutant("TERM", "a moving average of hyper-gradients: that of the old point is missing")
    class UpperMovingAverage(base):
        """z = (1 - beta) z + beta G."""

        def corrected(self, now, before, beta):
            return beta * now

    @mutant("HYPERGRAD", "the direct gradient f_x is dropped")
    class DirectGradientDropped(base):
        """-g_xy q."""

        def direction(self, b, x, y, e):
            return super().direction(b, x, y, e) - b.upper_x(x, y)

    @mutant("SIGN", "the implicit part of the hyper-gradient is added")
    class ImplicitPartAdded(base):
        """f_x + g_xy q."""

        def direction(self, b, x, y, e):
            return 2 * b.upper_x(x, y) - super().direction(b, x, y, e)

    @mutant("STALE", "y moves along the estimates of the step before")
    class LowerStepLate(base):
        """y - tau s before the step."""

        def step(self, problem, state, rng):
            after = super().step(problem, state, rng)
            return after if state.k == 0 else after._replace(Y=state.Y - self.lower_step_size * state.S)

    @mutant("SCALE", "the step of x is 2 % too long")
    class StepTooLong(base):
        """1.02 eta."""

        def step(self, problem, state, rng):
            return super(StepTooLong, self._replace(step_size=1.02 * self.step_size)).step(
                problem, state, rng
            )

    return (
        StormGain,
        MovingAverage,
        ShareInverted,
        FreshDrawAtOldPoint,
        PresentXAtOldPoint,
        UnsampledCorrected,
        WithReplacement,
        MeanOverAllBlocks,
        UpperMovingAverage,
        DirectGradientDropped,
        ImplicitPartAdded,
        LowerStepLate,
        StepTooLong,
    )
