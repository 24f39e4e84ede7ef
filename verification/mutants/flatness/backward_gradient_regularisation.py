"""Named mistakes in B-GR, as people really make them."""

from __future__ import annotations

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.backward_gradient_regularisation import BackwardGradientRegularisation, State
from verification.claim import mutant


def _difference(problem, x, epsilon):
    """The difference of gradients that stands for epsilon H g."""
    g = problem.gradient(x)
    return g - problem.gradient(x - epsilon * g)


def _stepped(method, x, direction):
    """x+ = x - eta direction."""
    return State(x - method.step_size * direction)


@mutant("SCALE", "the difference is not divided by epsilon")
class NotDivided(BackwardGradientRegularisation):
    """x+ = x - eta (g + gamma epsilon D)."""

    def step(self, problem, state, rng):
        penalty = self.gamma * _difference(problem, state.x, self.epsilon)
        return _stepped(self, state.x, problem.gradient(state.x) + penalty)


@mutant("POWER", "the perturbation is normalised, as in SAM: epsilon g/|g|")
class NormalisedPerturbation(BackwardGradientRegularisation):
    """The second gradient is at distance epsilon from x."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        ahead = problem.gradient(state.x - scale_to_norm(g, self.epsilon))
        return _stepped(self, state.x, g + self.gamma / self.epsilon * (g - ahead))


@mutant("SIGN", "the penalty is subtracted")
class PenaltySubtracted(BackwardGradientRegularisation):
    """x+ = x - eta (g - gamma D)."""

    def step(self, problem, state, rng):
        penalty = self.gamma / self.epsilon * _difference(problem, state.x, self.epsilon)
        return _stepped(self, state.x, problem.gradient(state.x) - penalty)


@mutant("SIGN", "the perturbation goes the other way, the order of the difference stays")
class WrongSide(BackwardGradientRegularisation):
    """The penalty gets the wrong sign."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        ahead = problem.gradient(state.x + self.epsilon * g)
        return _stepped(self, state.x, g + self.gamma / self.epsilon * (g - ahead))


@mutant("SIGN", "the other one-sided difference: forward (this is F-GR)")
class OtherDifference(BackwardGradientRegularisation):
    """D = (grad f(x + epsilon g) - g) / epsilon."""

    def step(self, problem, state, rng):
        penalty = -self.gamma / self.epsilon * _difference(problem, state.x, -self.epsilon)
        return _stepped(self, state.x, problem.gradient(state.x) + penalty)


@mutant("STATE", "the perturbation is not undone: the step starts from the perturbed point")
class PerturbationNotUndone(BackwardGradientRegularisation):
    """x+ = x - epsilon g - eta (g + gamma D)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        penalty = self.gamma / self.epsilon * _difference(problem, state.x, self.epsilon)
        return _stepped(self, state.x - self.epsilon * g, g + penalty)


@mutant("TERM", "the gradient of the loss itself is left out")
class PenaltyOnly(BackwardGradientRegularisation):
    """x+ = x - eta gamma D."""

    def step(self, problem, state, rng):
        return _stepped(
            self, state.x, self.gamma / self.epsilon * _difference(problem, state.x, self.epsilon)
        )


@mutant("STALE", "the loss enters with the perturbed gradient")
class PerturbedGradient(BackwardGradientRegularisation):
    """x+ = x - eta (grad f(x - epsilon g) + gamma D)."""

    def step(self, problem, state, rng):
        ahead = problem.gradient(state.x - self.epsilon * problem.gradient(state.x))
        penalty = self.gamma / self.epsilon * _difference(problem, state.x, self.epsilon)
        return _stepped(self, state.x, ahead + penalty)


@mutant("SCALE", "the penalty is halved once more: gamma/2 in place of gamma in its gradient")
class HalfThePenalty(BackwardGradientRegularisation):
    """x+ = x - eta (g + (gamma/2) D)."""

    def step(self, problem, state, rng):
        penalty = self.gamma / (2 * self.epsilon) * _difference(problem, state.x, self.epsilon)
        return _stepped(self, state.x, problem.gradient(state.x) + penalty)


@mutant("STALE", "gamma is taken for epsilon in the perturbation")
class PerturbedByGamma(BackwardGradientRegularisation):
    """The second gradient is at x - gamma g."""

    def step(self, problem, state, rng):
        penalty = self.gamma / self.epsilon * _difference(problem, state.x, self.gamma)
        return _stepped(self, state.x, problem.gradient(state.x) + penalty)


@mutant("STALE", "the perturbation is as long as the step: eta g instead of epsilon g")
class PerturbedByTheStep(BackwardGradientRegularisation):
    """The second gradient is at x - eta g."""

    def step(self, problem, state, rng):
        penalty = self.gamma / self.epsilon * _difference(problem, state.x, self.step_size)
        return _stepped(self, state.x, problem.gradient(state.x) + penalty)


@mutant("TERM", "the penalty is left out (this is gradient descent)")
class GradientDescent(BackwardGradientRegularisation):
    """x+ = x - eta g."""

    def step(self, problem, state, rng):
        return _stepped(self, state.x, problem.gradient(state.x))


@mutant("SCALE", "the penalty is 2 % too strong")
class PenaltyTooStrong(BackwardGradientRegularisation):
    """x+ = x - eta (g + 1.02 gamma D)."""

    def step(self, problem, state, rng):
        penalty = 1.02 * self.gamma / self.epsilon * _difference(problem, state.x, self.epsilon)
        return _stepped(self, state.x, problem.gradient(state.x) + penalty)


@mutant(
    "SCALE", "epsilon is 2 % too large, in the perturbation and in the division (invisible on quadratics)"
)
class DifferenceTooLong(BackwardGradientRegularisation):
    """D with 1.02 epsilon."""

    def step(self, problem, state, rng):
        epsilon = 1.02 * self.epsilon
        penalty = self.gamma / epsilon * _difference(problem, state.x, epsilon)
        return _stepped(self, state.x, problem.gradient(state.x) + penalty)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(BackwardGradientRegularisation):
    """x+ = x - 1.02 eta (g + gamma D)."""

    def step(self, problem, state, rng):
        penalty = self.gamma / self.epsilon * _difference(problem, state.x, self.epsilon)
        return _stepped(self, state.x, 1.02 * (problem.gradient(state.x) + penalty))


MUTANTS = (
    NotDivided,
    NormalisedPerturbation,
    PenaltySubtracted,
    WrongSide,
    OtherDifference,
    PerturbationNotUndone,
    PenaltyOnly,
    PerturbedGradient,
    HalfThePenalty,
    PerturbedByGamma,
    PerturbedByTheStep,
    GradientDescent,
    PenaltyTooStrong,
    DifferenceTooLong,
    StepTooLong,
)
