"""Named mistakes in the adjoint of denoising."""

from __future__ import annotations

from refimpl.bilevel.implicit_diffusion_denoising import ImplicitDiffusionDenoising
from verification.claim import mutant


class Backward(ImplicitDiffusionDenoising):
    """The backward pass with its choices."""

    def pass_back(self, problem, x, path, late=0, linear=1, chain=True, clean=False, most=None, first=False):
        """`late` shifts the points, `linear` and `chain` keep terms, `clean` takes tau = 0, `first` moves A first."""
        h, M = self.time_step, self.denoising_steps
        A, G = problem.upper_y(x, path[M]), problem.upper_x(x, path[M])
        for j in range(M if most is None else most):
            m = M - 1 - j
            c = self.shrinkage(M) if clean else self.shrinkage(m)
            y = path[m + late]
            moved = A + h * (linear * A - 2 * problem.lower_yy_vector(c * x, y, A))
            G = G - 2 * h * (c if chain else 1.0) * problem.lower_xy_vector(c * x, y, moved if first else A)
            A = moved
        return G


@mutant("HYPERGRAD", "the adjoint is moved before it is used: the two lines of the backward pass are swapped")
class AdjointMovedFirst(Backward):
    """A <- ..., then G with the new A."""

    def gradient(self, problem, x, path):
        return self.pass_back(problem, x, path, first=True)


@mutant("STALE", "the derivatives of a step are taken at the point it leads to")
class DerivativesOneStepLate(Backward):
    """g_yy and g_xy at Y_{m+1}."""

    def gradient(self, problem, x, path):
        return self.pass_back(problem, x, path, late=1)


@mutant("TERM", "the adjoint forgets that the drift holds y itself, not the score alone")
class DriftOfScoreOnly(Backward):
    """A <- A - 2 h g_yy A."""

    def gradient(self, problem, x, path):
        return self.pass_back(problem, x, path, linear=0)


@mutant(
    "SIGN", "the linear part of the drift enters the adjoint with the other sign, as in the noising direction"
)
class LinearPartFlipped(Backward):
    """A <- A - h (A + 2 g_yy A)."""

    def gradient(self, problem, x, path):
        return self.pass_back(problem, x, path, linear=-1)


@mutant("HYPERGRAD", "the chain rule through c x is forgotten: the factor e^{-tau} is missing")
class ShrinkageNotDifferentiated(Backward):
    """G - 2 h g_xy A."""

    def gradient(self, problem, x, path):
        return self.pass_back(problem, x, path, chain=False)


@mutant("STALE", "the derivatives are those of the score without noise")
class DerivativesOfCleanScore(Backward):
    """c = 1 in the backward pass."""

    def gradient(self, problem, x, path):
        return self.pass_back(problem, x, path, clean=True)


@mutant("TERM", "the first step of denoising is not differentiated")
class FirstStepForgotten(Backward):
    """m = M - 1, ..., 1."""

    def gradient(self, problem, x, path):
        return self.pass_back(problem, x, path, most=self.denoising_steps - 1)


@mutant("HYPERGRAD", "the sample is taken not to depend on x")
class StopGradient(Backward):
    """f_x."""

    def gradient(self, problem, x, path):
        return problem.upper_x(x, path[self.denoising_steps])


ADJOINT = (
    AdjointMovedFirst,
    DerivativesOneStepLate,
    DriftOfScoreOnly,
    LinearPartFlipped,
    ShrinkageNotDifferentiated,
    DerivativesOfCleanScore,
    FirstStepForgotten,
    StopGradient,
)
