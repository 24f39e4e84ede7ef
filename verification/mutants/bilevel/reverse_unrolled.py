"""Named mistakes in reverse-mode differentiation of lower steps, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.reverse_unrolled import ReverseUnrolled
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction, of_inner_steps


def backward(method, problem, x, ys, points, order=1):
    """The backward pass over lower iterates `points`; order -1 updates the adjoint before it is used."""
    gamma, a, h = method.lower_step_size, problem.upper_y(x, ys[-1]), problem.upper_x(x, ys[-1])
    for y in points:
        if order == -1:
            a = a - gamma * problem.lower_yy_vector(x, y, a)
        h = h - gamma * problem.lower_xy_vector(x, y, a)
        if order == 1:
            a = a - gamma * problem.lower_yy_vector(x, y, a)
    return h


def kept(method, ys, shift=0):
    """The last K lower iterates before y_T, latest first, `shift` steps later."""
    return [ys[shift - 2 - j] for j in range(method.kept_steps)]


@mutant("HYPERGRAD", "the adjoint is moved before it is used: the two lines of the backward pass are swapped")
class AdjointMovedFirst(ReverseUnrolled):
    """a <- A'a, then h <- h + B'a."""

    def direction(self, problem, x, ys):
        return backward(self, problem, x, ys, kept(self, ys), order=-1)


@mutant("STALE", "the derivatives of a step are taken at the point it leads to")
class DerivativesOneStepLate(ReverseUnrolled):
    """g_yy and g_xy at y_{t+1}."""

    def direction(self, problem, x, ys):
        return backward(self, problem, x, ys, kept(self, ys, shift=1))


@mutant("HYPERGRAD", "the first K lower steps are differentiated instead of the last K")
class KeptFromTheStart(ReverseUnrolled):
    """t = K-1, ..., 0."""

    def direction(self, problem, x, ys):
        return backward(self, problem, x, ys, [ys[j] for j in range(self.kept_steps - 1, -1, -1)])


@mutant("HYPERGRAD", "all derivatives are taken at the last lower iterate, as in a Neumann series")
class DerivativesAtTheEnd(ReverseUnrolled):
    """g_yy and g_xy at y_T."""

    def direction(self, problem, x, ys):
        return backward(self, problem, x, ys, [ys[-1]] * self.kept_steps)


@mutant("TERM", "one step fewer is differentiated")
class OneStepFewerKept(ReverseUnrolled):
    """K - 1."""

    def direction(self, problem, x, ys):
        return backward(self, problem, x, ys, kept(self, ys)[:-1])


@mutant("TERM", "nothing is truncated: all T steps are differentiated")
class NothingTruncated(ReverseUnrolled):
    """K = T."""

    def direction(self, problem, x, ys):
        return backward(self, problem, x, ys, ys[-2::-1])


SHARED = (*of_direction(ReverseUnrolled, lambda ys: ys[-1]), *of_inner_steps(ReverseUnrolled))
MUTANTS = (
    *SHARED,
    AdjointMovedFirst,
    DerivativesOneStepLate,
    KeptFromTheStart,
    DerivativesAtTheEnd,
    OneStepFewerKept,
    NothingTruncated,
)
