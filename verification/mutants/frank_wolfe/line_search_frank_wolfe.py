"""Named mistakes in Frank-Wolfe with exact line search."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm
from refimpl.frank_wolfe.line_search_frank_wolfe import LineSearchFrankWolfe
from refimpl.frank_wolfe.short_step_frank_wolfe import State
from verification.claim import mutant
from verification.mutants.frank_wolfe.short_steps import in_parts, step_mutants


class _Searched(LineSearchFrankWolfe):
    """Direction, longest step and curvature; of a straight segment and of one that bends down the end is best."""

    def parts(self, problem, x, g):
        return problem.linear_minimizer(g) - x, 1.0

    def bend(self, problem, x, d):
        return np.dot(d, problem.hessian_vector(x, d))

    def free(self, gap, bend):
        return gap / bend if bend > 0 else 1.0


Parted: Any = in_parts(_Searched)


@mutant("STALE", "the curvature at the vertex along v instead of along the segment: v'Hv for d'Hd")
class CurvatureOfTheVertex(Parted):
    """v'Hv."""

    def bend(self, problem, x, d):
        v = x + d
        return np.dot(v, problem.hessian_vector(x, v))


@mutant("POWER", "the curvature is not squared in d: |Hd| instead of d'Hd")
class NormOfTheProduct(Parted):
    """|Hd|."""

    def bend(self, problem, x, d):
        return norm(problem.hessian_vector(x, d))


@mutant("TERM", "the vertex is added: x keeps its weight")
class VertexAdded(_Searched):
    """x + gamma v."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        d, top = self.parts(problem, state.x, g)
        gap = -np.dot(g, d)
        if gap <= 0:
            return state
        return State(
            state.x + np.minimum(self.free(gap, self.bend(problem, state.x, d)), top) * (state.x + d)
        )


SHARED = step_mutants(_Searched)
# a step is cut only where a vertex is the minimiser: claims and strict checks have such cases
MUTANTS = (
    *(m for m in SHARED if m.__name__ != "NotCut"),
    CurvatureOfTheVertex,
    NormOfTheProduct,
    VertexAdded,
)
