"""Named mistakes in gradient regularisation with double backpropagation, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.gradient_regularisation import GradientRegularisation, State
from verification.claim import mutant


def _penalised(method, problem, x, gamma):
    """x+ = x - eta (g + gamma H g)."""
    g = problem.gradient(x)
    return State(x - method.step_size * (g + gamma * problem.hessian_vector(x, g)))


@mutant("TERM", "the graph is cut before the norm: the penalty has no gradient (this is gradient descent)")
class Detached(GradientRegularisation):
    """x+ = x - eta g."""

    def step(self, problem, state, rng):
        return _penalised(self, problem, state.x, 0.0)


@mutant("SIGN", "the gradient norm is maximised: the penalty is subtracted")
class PenaltySubtracted(GradientRegularisation):
    """x+ = x - eta (g - gamma H g)."""

    def step(self, problem, state, rng):
        return _penalised(self, problem, state.x, -self.gamma)


@mutant("SCALE", "the square is differentiated without the 1/2 before it: twice the penalty")
class TwiceThePenalty(GradientRegularisation):
    """x+ = x - eta (g + 2 gamma H g)."""

    def step(self, problem, state, rng):
        return _penalised(self, problem, state.x, 2 * self.gamma)


@mutant("POWER", "the norm is penalised instead of its square: gamma H g/|g|")
class NormPenalised(GradientRegularisation):
    """x+ = x - eta (g + gamma H g/|g|)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        h = problem.hessian_vector(state.x, scale_to_norm(g, 1.0))
        return State(state.x - self.step_size * (g + self.gamma * h))


@mutant("POWER", "the Hessian is applied twice")
class HessianTwice(GradientRegularisation):
    """x+ = x - eta (g + gamma H H g)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        h = problem.hessian_vector(state.x, problem.hessian_vector(state.x, g))
        return State(state.x - self.step_size * (g + self.gamma * h))


@mutant("STALE", "the Hessian is taken at the point after the plain step (invisible on quadratics)")
class HessianAhead(GradientRegularisation):
    """x+ = x - eta (g + gamma H(x - eta g) g)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        h = problem.hessian_vector(state.x - self.step_size * g, g)
        return State(state.x - self.step_size * (g + self.gamma * h))


@mutant("TERM", "gradient and penalty are averaged with weights 1 - gamma and gamma")
class ConvexCombination(GradientRegularisation):
    """x+ = x - eta ((1 - gamma) g + gamma H g)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        h = problem.hessian_vector(state.x, g)
        return State(state.x - self.step_size * ((1 - self.gamma) * g + self.gamma * h))


@mutant("SCALE", "the penalty is not multiplied by the step size")
class PenaltyOutsideTheStep(GradientRegularisation):
    """x+ = x - eta g - gamma H g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(state.x - self.step_size * g - self.gamma * problem.hessian_vector(state.x, g))


@mutant("SCALE", "the penalty is 2 % too strong")
class PenaltyTooStrong(GradientRegularisation):
    """x+ = x - eta (g + 1.02 gamma H g)."""

    def step(self, problem, state, rng):
        return _penalised(self, problem, state.x, 1.02 * self.gamma)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(GradientRegularisation):
    """x+ = x - 1.02 eta (g + gamma H g)."""

    def step(self, problem, state, rng):
        x = _penalised(self, problem, state.x, self.gamma).x
        return State(state.x + 1.02 * (x - state.x))


MUTANTS = (
    Detached,
    PenaltySubtracted,
    TwiceThePenalty,
    NormPenalised,
    HessianTwice,
    HessianAhead,
    ConvexCombination,
    PenaltyOutsideTheStep,
    PenaltyTooStrong,
    StepTooLong,
)
