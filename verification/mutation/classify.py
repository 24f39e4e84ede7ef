"""What a mutant is: stillborn, proved different from its method, or told from it nowhere.

The proof is by balls of 320 bits: where two enclosures are disjoint the two numbers differ. For expressions that are
analytic in the data an accidental equality on all instances has probability zero, but it is no proof: a mutant that
is nowhere told apart counts as a survivor unless `equivalent` says why it is equivalent.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_engine
from refimpl.core.leaves import convert, is_record
from refimpl.engines import Engine
from refimpl.engines.ball_array import overlaps
from verification.mutation.instances import STEPS, Instance, instances

BITS = 320


class Nature(NamedTuple):
    """`kind` is 'stillborn', 'different' (in the iterate), 'unobserved' (in other fields only) or 'same'."""

    kind: str
    evidence: str


class Stillborn(ValueError):
    """A state that is no state of the method: another type or shape."""


def classify(mutant: Any, algorithm: str) -> Nature:
    """Compare the mutant with its method, instance by instance, up to the first that tells them apart.

    A mutant that raises there, or whose state has another shape, is stillborn, as is one whose iterates are not
    finite on any instance in general position.
    """
    general, at_rest = instances(algorithm)
    infinite, unobserved = [], []
    for i, where in enumerate((*general, *at_rest)):
        told = _told_apart(mutant, where, algorithm, i)
        if told.kind in ("different", "stillborn"):
            return told
        infinite += [told] * (told.kind == "infinite")
        unobserved += [told] * (told.kind == "unobserved")
        if i + 1 == len(general) == len(infinite):
            return infinite[0]._replace(kind="stillborn")
    if infinite:
        return infinite[0]._replace(kind="different")
    return unobserved[0] if unobserved else Nature("same", f"{i + 1} instances")


def same_in_floats(mutant: Any, algorithm: str) -> bool:
    """Whether floats show nothing of a difference in balls: it is in what balls alone read, as the radius of a root."""
    general, at_rest = instances(algorithm)
    for where in (*general, *at_rest):
        runs = (
            _while_finite(_states(a, where, get_engine("numpy")))
            for a in (where.algorithm, mutant(*where.algorithm))
        )
        expected, found = ([state.x for state in run] for run in runs)
        if len(expected) != len(found) or not all(map(np.array_equal, expected, found)):
            return False
    return True


def _told_apart(mutant: Any, where: Instance, algorithm: str, i: int) -> Nature:
    """'different', 'unobserved', 'stillborn', 'infinite', or 'same' as far as balls can follow both."""
    engine = get_engine("ball", bits=BITS)
    reference = _reference(algorithm, i)
    found = ""
    with engine.context():
        try:
            for k, (expected, state) in enumerate(
                zip(reference, _states(mutant(*where.algorithm), where, engine))
            ):
                fields = _differing(expected, state)
                if "x" in fields:
                    return Nature("different", f"x from step {k} on ({where.name})")
                if fields and not found:
                    found = f"{', '.join(fields)} from step {k} on ({where.name})"
        except Exception:  # balls cannot do all that floats can: only what floats cannot either is told
            failure = _failure_in_floats(mutant, where)
            if failure:
                return failure
    return Nature("unobserved", found) if found else Nature("same", where.name)


@functools.cache
def _reference(algorithm: str, i: int) -> list[Any]:
    """The states of the method itself on its i-th instance, as far as balls can follow it."""
    general, at_rest = instances(algorithm)
    where = (*general, *at_rest)[i]
    engine = get_engine("ball", bits=BITS)
    with engine.context():
        return _while_finite(_states(where.algorithm, where, engine), engine.undecidable)


def _states(algorithm: Any, where: Instance, engine: Engine) -> Iterator[Any]:
    algorithm, problem = convert(algorithm, engine.load), convert(where.problem, engine.load)
    draws = engine.draws(np.random.default_rng(0))
    state = algorithm.init(problem, engine.load(where.start.copy()))  # a mutant may write into it
    yield state
    for _ in range(STEPS):
        state = algorithm.step(problem, state, draws)
        yield state


def _while_finite(states: Iterator[Any], undecidable: tuple[type[Exception], ...] = ()) -> list[Any]:
    found: list[Any] = []
    ends: tuple[type[Exception], ...] = (*undecidable, np.linalg.LinAlgError)
    try:
        for state in states:
            if not np.isfinite(state.x).all():
                break
            found.append(state)
    except ends:
        pass
    return found


def _differing(expected: Any, state: Any) -> list[str]:
    """Names of the fields in which two states are certainly different."""
    paired = _paired(expected, state).items()
    return [name for name, pairs in paired if not all(np.all(overlaps(a, b)) for a, b in pairs)]


def _paired(expected: Any, state: Any) -> dict[str, list[tuple[Any, Any]]]:
    """The numbers of two states side by side, field by field; Stillborn where their shapes do not agree."""
    if type(state) is not type(expected):
        raise Stillborn(f"the state is {type(state).__name__}")
    found = {}
    for name, a, b in zip(expected._fields, expected, state, strict=True):
        found[name] = list(zip(_leaves(a), _leaves(b), strict=True))
        for one, other in found[name]:
            if np.shape(one) != np.shape(other):
                raise Stillborn(f"{name} has shape {np.shape(other)} instead of {np.shape(one)}")
    return found


def _leaves(value: Any) -> list[Any]:
    return [leaf for field in value for leaf in _leaves(field)] if is_record(value) else [value]


def _failure_in_floats(mutant: Any, where: Instance) -> Nature | None:
    """How the mutant fails on the NumPy engine where the method does not: it raises, or its iterate is not finite."""
    engine = get_engine("numpy")
    with engine.context():
        reference = _while_finite(_states(where.algorithm, where, engine))
        try:
            for k, (expected, state) in enumerate(
                zip(reference, _states(mutant(*where.algorithm), where, engine))
            ):
                _paired(expected, state)
                if not np.isfinite(state.x).all():
                    return Nature("infinite", f"x is not finite from step {k} on ({where.name})")
        except Exception as error:
            return Nature("stillborn", f"{type(error).__name__}: {error} ({where.name})")
    return None
