"""What is claimed in the same words of methods that learn a start for tasks (as MAML) or for streams (as OML)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.blocks import decoded
from verification.claim import Claim, Control, Kind, Standing, claim, without
from verification.claims.bilevel import tasks
from verification.claims.bilevel.subsets import sampling_claim
from verification.evidence import identity
from verification.finding import Finding, worst


class Adapting(NamedTuple):
    """A method of MAML's kind: `step` in lists of decimals, and how it is spoken of."""

    name: str
    title: str
    theorem: str
    mean: str  # what the mean step is
    form: str  # of what is averaged near a point that fits all tasks
    moving: np.ndarray  # the diagonal of the projection P on what inner steps move
    through: bool  # whether the step goes through the inner steps
    step: tasks.Step
    paper: str = ""


def claims_of(words: Adapting, controls: Mapping[str, tuple[Control, ...]], *own: Claim) -> tuple[Claim, ...]:
    """The claims of a method of MAML's kind; its `own` ones stand before the last."""

    @claim(
        words.name,
        paper=words.paper,
        theorem=words.theorem,
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement=f"x_1, ..., x_4, T = 2, two of three tasks, equal {words.title} in 200-digit decimals with dual "
        "numbers",
        engine="ball",
        controls=controls["iterates"],
    )
    def first_iterates_by_dual_numbers(method: type, engine: str) -> Finding:
        """Dual numbers carry the derivative along every coordinate forwards, through the inner steps where the method
        goes through them, and W stands still where it does: no Hessian, and nothing to transpose.
        """
        return tasks.compared_iterates(method(0.5, 0.25, 2, 2), words.step, engine)

    @claim(
        words.name,
        paper=words.paper,
        theorem="mean over the tasks",
        kind=Kind.DISTRIBUTION,
        standing=Standing.DERIVED,
        statement=f"the mean of x+ over all pairs of three tasks is a {words.mean} of all tasks",
        engine_fixed=True,
        controls=controls["mean"],
    )
    def mean_over_the_tasks(method: type, engine: str) -> Finding:
        """Every task is in as many pairs as any other one; what a task adds does not know the other task of a pair."""
        mean = tasks.averaged(words.step, tasks.TASKS, [(0,), (1,), (2,)])
        return tasks.mean_step(method(0.5, 0.25, 2, 2), tasks.TASKS, tasks.DRAWS, mean)

    @claim(
        words.name,
        paper=words.paper,
        theorem="near a point that fits all tasks",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement=f"d, of size 2^-26, from an exact fit: x+ = x - eta mean {words.form} to 2^-18 |d|",
        engine_fixed=True,
        controls=(*controls["fit"], *without("an exact fit", shift=0.25)),
    )
    def local_form(method: type, engine: str, shift: float = 0.0) -> Finding:
        """There grad f_j = H_j d + O(|d|^2): u_T - x* = M_j d, M_j = (I - alpha P H_j)^T for the projection P on what
        inner steps move, and the query gradient is H_q M_j d. The derivative through the inner steps is M_j', and
        none is taken by a first-order method. P = I commutes with H_j and M_j' = M_j; the readout's P does not.
        """
        return tasks.near_a_fit(method(0.5, 0.25, 2, 3), shift, words.moving, words.through)

    sampling = sampling_claim(
        words.name, lambda method: method(0.5, 0.25, 2, 2), controls["sampling"], paper=words.paper
    )
    return first_iterates_by_dual_numbers, mean_over_the_tasks, local_form, *own, sampling


class Streaming(NamedTuple):
    """A method on streams: `step` in lists of decimals, and `readout` from an algorithm, a pair and its draws."""

    name: str
    title: str
    errors: str  # which errors the product of matrices gives
    step: tasks.Step
    readout: Callable[[Any, Any, Any], np.ndarray]


def claims_on_streams(
    words: Streaming, controls: Mapping[str, tuple[Control, ...]], before: tuple[Claim, ...], *after: Claim
) -> tuple[Claim, ...]:
    """The claims of a method on streams; its own stand `before` and `after` that on interference."""

    @claim(
        words.name,
        theorem="gradient through the stream",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement=f"x_1, ..., x_4 on sequences of two of three tasks equal {words.title} in 200-digit decimals with "
        "dual numbers",
        engine="ball",
        controls=controls["iterates"],
    )
    def first_iterates_by_dual_numbers(method: type, engine: str) -> Finding:
        """Dual numbers carry the derivative along every coordinate that is learnt forwards through the stream: no
        adjoint.
        """
        return tasks.compared_iterates(method(0.5, 0.25, 2), words.step, engine)

    @claim(
        words.name,
        theorem="interference",
        kind=Kind.IDENTITY,
        standing=Standing.DERIVED,
        statement=f"{words.errors} are the product of the matrices I - alpha Q u_t u_t' at those before",
        engine_fixed=True,
        controls=controls["interference"],
    )
    def interference_by_the_gram_matrix(method: type, engine: str) -> Finding:
        """v_{t+1} = v_t - alpha e_t h_t moves every error h_i'v - y_i by -alpha Q_it e_t.

        Rounding: 64 units of numbers below 4.
        """
        found = []
        for pair, draws in zip(tasks.PAIRS, tasks.DRAWS, strict=True):
            v = words.readout(method(0.5, 0.25, 2), pair, tape(draws))
            sides = tasks.errors_after(v, decoded(pair))
            found.append(identity(*sides, tolerance=64 * 2.0**-53, scale=4.0))
        return worst(found)

    sampling = sampling_claim(words.name, lambda method: method(0.5, 0.25, 2), controls["sampling"])
    return first_iterates_by_dual_numbers, *before, interference_by_the_gram_matrix, *after, sampling
