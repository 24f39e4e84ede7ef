"""Named mistakes in AdaHessian, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.second_order.adahessian import AdaHessian, State
from refimpl.second_order.probes import block_means, probed_diagonal
from verification.claim import mutant


class LongerState(NamedTuple):
    """A state that keeps one vector more."""

    x: Any
    m: Any
    v: Any
    t: int
    kept: Any


def moved(self, state, g, s, t, m_hat=None, v_hat=None):
    """The step of the reference from a gradient and a curvature; corrected averages may be replaced."""
    m, v = average(state.m, g, self.beta1), average(state.v, s * s, self.beta2)
    m_hat = corrected(m, self.beta1, t) if m_hat is None else m_hat(m)
    v_hat = corrected(v, self.beta2, t) if v_hat is None else v_hat(v)
    return State(self.move(state.x, m_hat / self.divisor(v_hat)), m, v, t)


@mutant("TERM", "the product with the Hessian is not multiplied by the probe: its block means have mean zero")
class ProbeForgotten(AdaHessian):
    """s = block means of H z."""

    def curvature(self, problem, x, rng):
        return block_means(problem.hessian_vector(x, np.sign(rng.standard_normal(x.shape[0]))), self.block)


@mutant("POWER", "the estimates are squared before they are averaged over a block")
class SquaredBeforeMean(AdaHessian):
    """s^2 = block means of (z o H z)^2."""

    def curvature(self, problem, x, rng):
        return np.sqrt(block_means(np.square(probed_diagonal(problem, x, rng)), self.block))


@mutant("SCALE", "the estimates of a block are added instead of averaged")
class SumOverBlock(AdaHessian):
    """s = block sums."""

    def curvature(self, problem, x, rng):
        return self.block * block_means(probed_diagonal(problem, x, rng), self.block)


@mutant("TERM", "nothing is averaged over blocks")
class BlockForgotten(AdaHessian):
    """s = z o (H z)."""

    def curvature(self, problem, x, rng):
        return probed_diagonal(problem, x, rng)


@mutant("SHAPE", "all coordinates are one block")
class OneBlock(AdaHessian):
    """s = the mean over everything."""

    def curvature(self, problem, x, rng):
        return block_means(probed_diagonal(problem, x, rng), x.shape[0])


@mutant("SHAPE", "coordinates of equal remainder are averaged instead of neighbours")
class StridedBlock(AdaHessian):
    """The blocks are i, i + d/b, i + 2 d/b, ..."""

    def curvature(self, problem, x, rng):
        n = x.shape[0] // self.block
        strided = probed_diagonal(problem, x, rng).reshape((self.block, n))
        return (np.ones_like(strided) * (np.sum(strided, axis=0) / self.block)).ravel()


@mutant("NOISE", "the probe is normal: even a diagonal Hessian is estimated with noise")
class NormalProbe(AdaHessian):
    """z ~ N(0, I)."""

    def curvature(self, problem, x, rng):
        z = rng.standard_normal(x.shape[0])
        return block_means(z * problem.hessian_vector(x, z), self.block)


@mutant("STALE", "one probe is drawn at the start and used for ever")
class ProbeReused(AdaHessian):
    """z_t = z_1."""

    def init(self, problem, x0):
        return LongerState(x0, np.zeros_like(x0), np.zeros_like(x0), 0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        z = np.sign(rng.standard_normal(state.x.shape[0]))
        z = z if state.t == 0 else state.kept
        s = block_means(z * problem.hessian_vector(state.x, z), self.block)
        return LongerState._make((*moved(self, state, problem.gradient(state.x), s, state.t + 1), z))


@mutant("STALE", "estimates are not cleared between the steps: they add up")
class EstimatesAddUp(AdaHessian):
    """s_t = sum of all estimates so far."""

    def init(self, problem, x0):
        return LongerState(x0, np.zeros_like(x0), np.zeros_like(x0), 0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        total = state.kept + self.curvature(problem, state.x, rng)
        return LongerState._make((*moved(self, state, problem.gradient(state.x), total, state.t + 1), total))


@mutant("TERM", "the gradient is squared, not the curvature: this is Adam")
class SquaredGradient(AdaHessian):
    """v+ = beta2 v + (1 - beta2) g o g."""

    def curvature(self, problem, x, rng):
        return problem.gradient(x)


@mutant("POWER", "the modulus of the curvature is averaged, and its root divides")
class EstimateNotSquared(AdaHessian):
    """v+ = beta2 v + (1 - beta2) |s|."""

    def curvature(self, problem, x, rng):
        return np.sqrt(np.abs(block_means(probed_diagonal(problem, x, rng), self.block)))


@mutant("POWER", "the power is taken of the average of squares, without the root")
class RootForgotten(AdaHessian):
    """v^k + epsilon."""

    def divisor(self, v):
        return v**self.power + self.epsilon


@mutant("POWER", "the Hessian power is left out")
class PowerForgotten(AdaHessian):
    """sqrt(v) + epsilon."""

    def divisor(self, v):
        return np.sqrt(v) + self.epsilon


@mutant("EPS", "epsilon is added before the power is taken")
class EpsilonInsidePower(AdaHessian):
    """(sqrt(v) + epsilon)^k."""

    def divisor(self, v):
        return (np.sqrt(v) + self.epsilon) ** self.power


@mutant("EPS", "epsilon is added under the root")
class EpsilonInsideRoot(AdaHessian):
    """sqrt(v + epsilon)^k."""

    def divisor(self, v):
        return np.sqrt(v + self.epsilon) ** self.power


@mutant("BIAS", "the average of squares is not corrected for its start at zero")
class CurvatureUncorrected(AdaHessian):
    """v^ = v+."""

    def step(self, problem, state, rng):
        s = self.curvature(problem, state.x, rng)
        return moved(self, state, problem.gradient(state.x), s, state.t + 1, v_hat=lambda v: v)


@mutant("BIAS", "the average of gradients is not corrected for its start at zero")
class MomentumUncorrected(AdaHessian):
    """m^ = m+."""

    def step(self, problem, state, rng):
        s = self.curvature(problem, state.x, rng)
        return moved(self, state, problem.gradient(state.x), s, state.t + 1, m_hat=lambda m: m)


@mutant("BIAS", "the correction of the squares is not under the root")
class CorrectionOutsideRoot(AdaHessian):
    """(sqrt(v+) / (1 - beta2^t))^k."""

    def step(self, problem, state, rng):
        s, t = self.curvature(problem, state.x, rng), state.t + 1
        return moved(
            self, state, problem.gradient(state.x), s, t, v_hat=lambda v: v / np.square(1 - self.beta2**t)
        )


@mutant("STALE", "the gradient divides instead of its average: the momentum is left out")
class MomentumForgotten(AdaHessian):
    """m^ = g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s = self.curvature(problem, state.x, rng)
        return moved(self, state, g, s, state.t + 1, m_hat=lambda m: g)


@mutant("BRANCH", "beta1 and beta2 are exchanged")
class BetasExchanged(AdaHessian):
    """beta2 for the gradients, beta1 for the squares."""

    def step(self, problem, state, rng):
        s, g = self.curvature(problem, state.x, rng), problem.gradient(state.x)
        return moved(self._replace(beta1=self.beta2, beta2=self.beta1), state, g, s, state.t + 1)


@mutant("DECAY", "the decay is added to the gradient instead of being decoupled from it")
class DecayInGradient(AdaHessian):
    """g <- g + lambda x."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        s = self.curvature(problem, state.x, rng)
        return moved(self._replace(weight_decay=0.0), state, g, s, state.t + 1)


@mutant("DECAY", "the decay is not multiplied by the step size")
class DecayUnscaled(AdaHessian):
    """x+ = (1 - lambda) x - eta u."""

    def move(self, x, u):
        return x - self.step_size * u - self.weight_decay * x


@mutant("DECAY", "the decay is left out")
class DecayForgotten(AdaHessian):
    """x+ = x - eta u."""

    def move(self, x, u):
        return x - self.step_size * u


@mutant("SIGN", "the step goes up instead of down")
class Ascent(AdaHessian):
    """x+ = x + eta u - eta lambda x."""

    def move(self, x, u):
        return x - self.step_size * (self.weight_decay * x - u)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(AdaHessian):
    """x+ = x - 1.02 eta (u + lambda x)."""

    def move(self, x, u):
        return x - 1.02 * self.step_size * (u + self.weight_decay * x)


@mutant("SCALE", "the step is 2 % too short")
class StepTooShort(AdaHessian):
    """x+ = x - 0.98 eta (u + lambda x)."""

    def move(self, x, u):
        return x - 0.98 * self.step_size * (u + self.weight_decay * x)


MUTANTS = (
    ProbeForgotten, SquaredBeforeMean, SumOverBlock, BlockForgotten, OneBlock, StridedBlock, NormalProbe, ProbeReused,
    EstimatesAddUp, SquaredGradient, EstimateNotSquared, RootForgotten, PowerForgotten, EpsilonInsidePower,
    EpsilonInsideRoot, CurvatureUncorrected, MomentumUncorrected, CorrectionOutsideRoot, MomentumForgotten,
    BetasExchanged, DecayInGradient, DecayUnscaled, DecayForgotten, Ascent, StepTooLong, StepTooShort,
)  # fmt: skip
