"""The fate of every mutant: stillborn, equivalent, killed by the oracle, killed by a claim, or survivor."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl import METHODS, get_method
from refimpl.core.leaves import settle
from verification.claim import Claim, Kind, claims_of, mutants_of
from verification.finding import Verdict
from verification.mutation.classify import Nature, classify, same_in_floats
from verification.mutation.equivalent import reason_of
from verification.mutation.generate import generated
from verification.mutation.operators import OPERATORS
from verification.oracle import Case, NotApplicable, check
from verification.oracle.cases import case_of, cases_of
from verification.oracle.judge import Bench
from verification.oracle.precision import PRECISIONS
from verification.parallel import in_processes

NAMED = "named"  # stands in for the operator of the mutants written by hand
# claims in the order in which they are tried: the sharp and cheap ones first
ORDER = (Kind.ITERATE, Kind.IDENTITY, Kind.STEP_INEQUALITY, Kind.BOUND, Kind.DISTRIBUTION, Kind.RATE)


class Fate(NamedTuple):
    """What became of one mutant.

    `nature` is that of `classify`, with its `evidence`; `equivalent` the listed reason if it counts as equivalent;
    `oracle` the case in which the oracle finds it wrong and `claim` the first claim that it violates, else empty.
    """

    algorithm: str
    name: str
    operator: str
    fault_class: str
    words: str
    nature: str
    evidence: str
    equivalent: str = ""
    oracle: str = ""
    claim: str = ""

    @property
    def scored(self) -> bool:
        """Whether it counts: neither stillborn nor equivalent."""
        return self.nature != "stillborn" and not self.equivalent

    @property
    def survived(self) -> tuple[str, ...]:
        """What failed to reject it, of 'oracle' and 'claims'."""
        if not self.scored:
            return ()
        return ("oracle",) * (not self.oracle) + ("claims",) * (not self.claim)


def fates(
    names: Iterable[str] = (), operators: Iterable[str] = (), workers: int | None = None
) -> Iterator[Fate]:
    """The fates of all mutants, named and generated, of the named methods (of all), as they come.

    `operators` keeps only those operators ('named' for the mutants written by hand). Raises ValueError for an
    unknown name.
    """
    yield from in_processes(fate, tasks(names, operators), workers)


def tasks(names: Iterable[str] = (), operators: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(algorithm, mutant) of everything that `fates` would judge, in order."""
    known = {o.name.lower(): o.name for o in OPERATORS} | {NAMED: NAMED}
    for operator in operators:
        if operator.lower() not in known:
            raise ValueError(f"operator must be one of {', '.join(known.values())}, got {operator!r}")
    wanted = {known[operator.lower()] for operator in operators} or set(known.values())
    algorithms = [get_method(name).name for name in names] or [method.name for method in METHODS]
    return [
        (algorithm, name)
        for algorithm in dict.fromkeys(algorithms)
        for name, mutant in _mutants(algorithm).items()
        if getattr(mutant, "operator", NAMED) in wanted
    ]


@functools.cache
def _mutants(algorithm: str) -> dict[str, Any]:
    return {m.variant_name: m for m in (*mutants_of(algorithm), *generated(algorithm))}


def fate(algorithm: str, name: str) -> Fate:
    """Classify one mutant and, unless it is stillborn or equivalent, set the oracle and the claims on it."""
    return judge(_mutants(algorithm)[name], algorithm)


def judge(mutant: Any, algorithm: str) -> Fate:
    """As `fate`, for any subclass of the method that is marked like a mutant.

    One without `operator` was written by hand as a mistake: it counts as different without being classified.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a mutant may divide by zero
        named = getattr(mutant, "operator", NAMED) == NAMED
        nature = Nature("different", "written by hand") if named else classify(mutant, algorithm)
        found = Fate(
            algorithm, mutant.variant_name, getattr(mutant, "operator", NAMED), mutant.fault_class, mutant.words,
            *nature,
        )  # fmt: skip
        if nature.kind == "stillborn":
            return found
        listed = reason_of(algorithm, mutant.words)
        if nature.kind == "different" and not (listed and same_in_floats(mutant, algorithm)):
            listed = ""
        if wrong := _wrong_in(mutant, algorithm):  # which proves that it is not equivalent
            return found._replace(oracle=wrong, claim=_violated(mutant, algorithm))
        if listed:
            return found._replace(equivalent=listed)
        verdict = check(implementation(mutant), algorithm, strict=True).verdict
        told = "all cases together" if verdict == "wrong" else ""
        return found._replace(oracle=told, claim=_violated(mutant, algorithm))


def implementation(mutant: Any) -> Callable[[Case], Any]:
    """The mutant as foreign code: it gets a case and returns iterates, NaN from where it breaks down."""

    def follow(case: Case) -> Any:
        algorithm = settle(mutant(**case.parameters))
        iterates = np.full((case.steps, *case.start.shape), np.nan)
        state = None
        for k in range(case.steps):
            if case.step_sizes is not None:
                algorithm = algorithm._replace(step_size=float(case.step_sizes[k]))
            try:
                state = algorithm.init(case.oracles, case.start) if state is None else state
                state = algorithm.step(case.oracles, state, case.draws)
                if np.shape(state.x) != case.start.shape:
                    break
                iterates[k] = state.x
            except NotApplicable:
                raise
            except Exception:
                break
        return iterates

    return follow


@functools.cache
def _regimes(algorithm: str) -> list[Any]:
    return [regime for regime, _ in cases_of(algorithm, strict=True)]


def _wrong_in(mutant: Any, algorithm: str) -> str:
    """The first case of the oracle in which a step of the mutant is wrong; `check` goes on to name the mistake."""
    precision = PRECISIONS["float64"]
    for regime in _regimes(algorithm):
        case = case_of(regime, precision)
        try:
            iterates = implementation(mutant)(case)
        except NotApplicable:
            continue
        bench = Bench(regime, case, np.concatenate([regime.start[None], iterates]), precision)
        if bench.judged().first_wrong_step is not None:
            return regime.name
    return ""


def _violated(mutant: Any, algorithm: str) -> str:
    """The first claim that the mutant violates; a crash and an inconclusive answer reject nothing."""
    for claim in _claims(algorithm):
        # long runs were compiled; on NumPy they take seconds, but no mutant has to be compiled
        engine = "numpy" if claim.engine == "numba" and not claim.engine_fixed else claim.engine
        try:
            verdict = claim.examine(method=mutant, engine=engine).verdict
        except Exception:
            continue
        if verdict is Verdict.VIOLATED:
            return claim.name
    return ""


@functools.cache
def _claims(algorithm: str) -> list[Claim]:
    return sorted(claims_of(algorithm), key=lambda c: (c.engine == "numba", ORDER.index(c.kind)))
