"""Named mistakes that all forms of FOSI share, made of the form."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import eigh, quotient
from refimpl.second_order.fosi import extremes, newton_along
from verification.claim import mutant


def _every_step(self, problem, state):
    return eigh(problem.hessian(state.x))


def _never(self, problem, state):
    return eigh(problem.hessian(state.x)) if state.t == 0 else (state.w, state.V)


def _late(self, problem, state):
    refresh = state.t == 0 or (state.t - 1) % self.period == 0
    return eigh(problem.hessian(state.x)) if refresh else (state.w, state.V)


def _signed(self, w, V, inside, u):
    return V @ (inside * quotient(V.T @ u, w))


def _not_divided(self, w, V, inside, u):
    return V @ (inside * (V.T @ u))


def _nothing(self, w, V, inside, u):
    return 0 * u


def _longer(self, w, V, inside, u):
    return 1.02 * newton_along(w, V, inside, u)


def _everything(self, w, V, inside, u):
    return newton_along(w, V, 1 + 0 * inside, u)


def _not_projected(self, V, inside, u):
    return u


def _subtracted_twice(self, V, inside, u):
    return V @ ((1.0 - 2 * inside) * (V.T @ u))


def _exchanged(self, w):
    return extremes(w, self.smallest, self.largest)


def _moduli(self, w):
    inside, size = np.zeros_like(w), np.abs(w)
    for i in range(w.shape[0]):
        larger = sum(1 for j in range(w.shape[0]) if j != i and size[j] > size[i])
        inside[i] = 1.0 if larger < self.largest + self.smallest else 0.0
    return inside


MISTAKES = (
    ("SCHED", "the eigenpairs are refreshed in every step: the period is ignored", "RefreshedEveryStep",
     {"eigenpairs": _every_step}),
    ("SCHED", "the eigenpairs of the first step are used for ever", "NeverRefreshed", {"eigenpairs": _never}),
    ("SCHED", "the eigenpairs are refreshed one step late", "RefreshedLate", {"eigenpairs": _late}),
    ("SIGN", "Newton's part divides by the eigenvalue, not by its modulus: it climbs to saddles", "SignedEigenvalues",
     {"newton_part": _signed}),
    ("TERM", "Newton's part does not divide by the eigenvalues", "NotDivided", {"newton_part": _not_divided}),
    ("TERM", "Newton's part is left out: the error along E stays", "NoNewtonPart", {"newton_part": _nothing}),
    ("SCALE", "Newton's part is 2 % too long", "NewtonTooLong", {"newton_part": _longer}),
    ("PROX", "Newton's part takes all eigenvectors", "NewtonEverywhere", {"newton_part": _everything}),
    ("PROX", "the base step is not projected", "NotProjected", {"outside": _not_projected}),
    ("PROX", "the part in E is subtracted twice from the base step", "SubtractedTwice", {"outside": _subtracted_twice}),
    ("STALE", "the numbers of largest and smallest eigenvalues are exchanged", "EndsExchanged", {"inside": _exchanged}),
    ("BRANCH", "E holds the eigenvalues of largest modulus, as a power iteration finds them", "LargestModuli",
     {"inside": _moduli}),
)  # fmt: skip


def shared(base: Any) -> dict[str, Any]:
    """The mistakes as subclasses of `base`, by name."""
    found = {}
    for fault_class, words, name, members in MISTAKES:
        cls: Any = type(name, (base,), {**members, "__doc__": words, "__module__": __name__})
        marked: Any = mutant(fault_class, words)(cls)
        found[marked.variant_name] = marked
    return found
