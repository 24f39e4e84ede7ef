"""From a specification to its cells: groups that differ in all but the seed, with what cannot run and why.

The key of a cell is a SHA-256 over everything that decides its result but the seed (see `Group`), and the seed.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_method
from refimpl.core.leaves import is_record, settle
from refimpl.engines.fingerprint import fingerprint
from refimpl.problems.registry import EXAMPLES
from verification.settings import offers
from verification.sweep.cell import ORACLES, canonical, offered, plain, run_cell, settled
from verification.sweep.engines import MODULES, unsupported
from verification.sweep.families import FAMILIES
from verification.sweep.source import source_hash
from verification.sweep.spec import Setting, Spec


class Group(NamedTuple):
    """The cells of one combination; `source` is the hash of the code and libraries that compute it."""

    algorithm: Setting
    problem: Setting
    dimension: int
    steps: int
    engine: str
    precision: str | int
    observables: tuple[str, ...]
    source: str

    def key(self, seed: int) -> str:
        """The content key of the cell with that seed, 64 hex digits: 192 bits of the group's hash, then the seed.

        The cells of a group stand side by side in the ledger: a transaction writes few pages of it however large it is.
        """
        return f"{_digest(self)}{seed:016x}"

    def words(self) -> str:
        """What it is, for people."""
        size = f" d={self.dimension}" if self.problem.kind == "family" else ""
        return (
            f"{self.algorithm.words()} on {self.problem.words()}{size}, {self.engine} {self.precision}, "
            f"{self.steps} steps"
        )


class Skipped(NamedTuple):
    """A combination that cannot run, and why."""

    combination: str
    reason: str


class Plan(NamedTuple):
    """What a specification comes to."""

    groups: tuple[Group, ...]
    seeds: range | tuple[int, ...]
    skipped: tuple[Skipped, ...]

    @property
    def cells(self) -> int:
        """The number of cells."""
        return len(self.groups) * len(self.seeds)


def plan(spec: Spec, lacking: dict[str, str]) -> Plan:
    """The groups of `spec`. `lacking` maps engines that are not there to the reason.

    Every combination is tried for one step on the first seed. Raises ValueError where none can run.
    """
    arithmetics, skipped = _arithmetics(spec, lacking)
    groups: list[Group] = []
    for problem, algorithm in itertools.product(spec.problems, spec.algorithms):
        for dimension in spec.dimensions if problem.kind == "family" else (0,):
            words = f"{algorithm.words()} on {problem.words()}" + (f" d={dimension}" if dimension else "")
            for engine, precision in arithmetics:
                group = Group(algorithm, problem, dimension, 1, engine, precision, spec.observables, "")
                try:
                    group = checked(group, spec.seeds[0])
                    groups += (group._replace(steps=steps) for steps in spec.steps)
                except Exception as error:  # whatever a method says to a problem that it was not made for
                    reason = (
                        str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
                    )
                    skipped.append(Skipped(f"{words}, {engine} {precision}", reason))
    if not groups:
        raise ValueError(f"no combination can run; {skipped[0].combination}: {skipped[0].reason}")
    return Plan(tuple(groups), spec.seeds, tuple(skipped))


def _arithmetics(spec: Spec, lacking: dict[str, str]) -> tuple[list[tuple[str, str | int]], list[Skipped]]:
    """Engines with the precisions that they have: bits belong to balls, names of formats to the others."""
    pairs: list[tuple[str, str | int]] = []
    skipped: list[Skipped] = []
    for engine in spec.engines:
        own: list[str | int] = [p for p in spec.precisions if isinstance(p, int) == (engine == "ball")]
        if not spec.precisions:
            own = [200 if engine == "ball" else "float64"]
        if not own:
            wanted = "a number of bits such as 200" if engine == "ball" else "'float64'"
            raise ValueError(
                f"precisions must hold {wanted} for engine {engine}, got {list(spec.precisions)}"
            )
        for precision in own:
            reason = lacking.get(engine, "") or unsupported(engine, precision)
            if reason:
                skipped.append(Skipped(f"all on {engine} {precision}", reason))
            else:
                pairs.append((engine, precision))
    if "ball" not in spec.engines and any(isinstance(p, int) for p in spec.precisions):
        raise ValueError(f"precisions in bits are for engine ball, got engines {', '.join(spec.engines)}")
    return pairs, skipped


def instance(problem: Setting, dimension: int, seed: int) -> tuple[Any, np.ndarray]:
    """The problem and its start; a family's own `seed` comes before that of the cell."""
    if problem.kind == "example":
        return _example(problem.name)
    values = problem.table()
    return _member(problem.name, dimension, values.pop("seed", seed), tuple(values.items()))


def checked(group: Group, seed: int) -> Group:
    """The group with its dimension, observables and source. Raises where the combination cannot run."""
    method = get_method(group.algorithm.name)
    if group.engine not in method.engines:
        raise ValueError(f"{method.name} does not run on engine {group.engine}")
    problem, start = instance(group.problem, group.dimension, seed)
    name = group.problem.name
    lacks = [oracle for oracle in method.needs if not hasattr(problem, oracle)]
    if lacks:
        raise ValueError(f"{name} must offer {', '.join(lacks)} for {method.name}, and does not")
    for observable in group.observables:
        for oracle in ORACLES[observable]:
            if not (
                offers(problem, oracle, start) if oracle == "suboptimality" else hasattr(problem, oracle)
            ):
                raise ValueError(f"{name} must offer {oracle} for {observable} to be measured, and does not")
    observables = group.observables or offered(problem, start)
    plainly = "float32" if group.precision == "float32" else "float64"
    run_cell(
        method.load(), group.algorithm.table(), name, problem, start, 1, "numpy", plainly, seed, observables
    )
    dimension = group.dimension or start.size
    return group._replace(
        dimension=dimension, observables=observables, source=source_of(group, problem, start)
    )


def source_of(group: Group, problem: Any, start: np.ndarray) -> str:
    """The hash of all code behind a group: method, problem, engine, loop, measurement, and of an example's data."""
    method = get_method(group.algorithm.name)
    algorithm = settled(method.load(), group.algorithm.table(), group.problem.name, problem)
    if group.problem.kind == "example":
        made = canonical([plain(settle(problem)), plain(start)])
    else:
        made = fingerprint(FAMILIES[group.problem.name])
    modules = frozenset({*_modules(algorithm), *_modules(problem)})
    return hashlib.sha256(f"{_code(modules, group.engine)} {made}".encode()).hexdigest()[:16]


@functools.cache
def _code(modules: frozenset[str], engine: str) -> str:
    return source_hash({"verification.sweep.cell", MODULES[engine], *modules}, engine)


def _modules(record: Any) -> Iterator[str]:
    yield type(record).__module__
    for field in record:
        if is_record(field):
            yield from _modules(field)


@functools.cache
def _example(name: str) -> tuple[Any, np.ndarray]:
    example = EXAMPLES[name]
    return example.build(), np.array(example.start)


@functools.lru_cache(2)  # a family with a seed of its own is the same for many cells
def _member(family: str, d: int, seed: int, values: tuple[tuple[str, Any], ...]) -> tuple[Any, np.ndarray]:
    return FAMILIES[family](d, seed, **dict(values))


@functools.lru_cache(4096)
def _digest(group: Group) -> str:
    return hashlib.sha256(canonical(group).encode()).hexdigest()[:48]
