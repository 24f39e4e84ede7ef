"""A claim: a theorem as an object that can fail, with the planted errors that it must reject."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from enum import Enum
from typing import Any, NamedTuple

from refimpl import METHODS, get_method
from verification.finding import Finding
from verification.special_cases import Special
from verification.trial import BrokenRun


class Kind(Enum):
    """Kinds of prediction, each with its own evidence."""

    ITERATE = "iterate"
    STEP_INEQUALITY = "step inequality"
    BOUND = "bound"
    IDENTITY = "identity"
    RATE = "rate"
    DISTRIBUTION = "distribution"


class Standing(Enum):
    """Where a statement comes from; only DERIVED (proof in the docstring) and CITED count as verified."""

    DERIVED = "derived"
    CITED = "cited"
    RECALLED = "recalled"
    OBSERVED = "observed"


FAULT_CLASSES = {
    "BIAS": "step counter or bias correction",
    "EPS": "place of epsilon, 0/0, guards of norms",
    "DECAY": "coupling or order of the weight decay",
    "STALE": "the right formula with the wrong operand",
    "STATE": "what is kept from step to step",
    "SCALE": "a constant factor",
    "TERM": "a whole term dropped or in the wrong place",
    "SIGN": "sign or direction",
    "SHAPE": "transpose, axis, inner for outer product",
    "POWER": "square, root, exponent, another norm",
    "BRANCH": "comparison, threshold, minimum for maximum",
    "PROX": "projection, clipping, metric",
    "DAMP": "damping, trust radius, safeguards",
    "LINESEARCH": "step length conditions",
    "HYPERGRAD": "differentiation through an inner problem",
    "NUMPATH": "number format, memory, back end",
    "NOISE": "scale or scheme of random draws",
    "CERT": "reported values and stopping",
    "SCHED": "schedules, periods, averages over steps",
}


class Control(NamedTuple):
    """A planted error that the claim must reject: `overrides` replace arguments of the examination."""

    name: str
    fault_class: str
    words: str
    overrides: dict[str, Any]


class Claim(NamedTuple):
    """One statement of a theorem about one algorithm.

    `examine(method, engine, **setting) -> Finding` runs the algorithm class `method` (the reference or a
    mutant) and judges it. `engine` is the engine it runs on unless another is asked for; `engine_fixed` says
    that no other can show it (orders in high precision). `alpha` is the stated false-alarm probability,
    0 for deterministic checks. `shows` are catalogue items ('P287/1') that are no algorithm with steps but a measure,
    a test, a limit or a scaling rule: this claim is where they are computed and checked.
    """

    name: str
    algorithm: str
    paper: str
    theorem: str
    kind: Kind
    standing: Standing
    statement: str
    examine: Callable[..., Finding]
    controls: tuple[Control, ...]
    engine: str
    engine_fixed: bool
    alpha: float
    shows: tuple[str, ...] = ()


def claim(
    algorithm: str,
    *,
    theorem: str,
    kind: Kind,
    standing: Standing,
    statement: str,
    controls: Iterable[Control],
    paper: str = "",
    engine: str = "numpy",
    engine_fixed: bool = False,
    alpha: float = 0.0,
    shows: Iterable[str] = (),
) -> Callable[[Callable[..., Finding]], Claim]:
    """Make a claim of an examining function; its docstring holds the proof or the exact source.

    The claim is named `<algorithm>.<function-name>`; `paper` must be given where the method's is not catalogued. A run
    that breaks off ends the examination with its own finding.
    """

    def wrap(examine: Callable[..., Finding]) -> Claim:
        @functools.wraps(examine)
        def guarded(*arguments: Any, **setting: Any) -> Finding:
            try:
                return examine(*arguments, **setting)
            except BrokenRun as broken:
                return broken.finding

        return Claim(
            name=f"{algorithm}.{examine.__name__.replace('_', '-')}",
            algorithm=algorithm,
            paper=paper or get_method(algorithm).paper,
            theorem=theorem,
            kind=kind,
            standing=standing,
            statement=statement,
            examine=guarded,
            controls=tuple(controls),
            engine=engine,
            engine_fixed=engine_fixed,
            alpha=alpha,
            shows=tuple(shows),
        )

    return wrap


def mutant(fault_class: str, words: str) -> Callable[[type], type]:
    """Mark a subclass of an algorithm as a named mutant: its fault class and its mistake in one sentence.

    Raises ValueError for a class that is not one of FAULT_CLASSES.
    """
    if fault_class not in FAULT_CLASSES:
        raise ValueError(f"fault_class must be one of {', '.join(FAULT_CLASSES)}, got {fault_class!r}")
    return functools.partial(_mark, kind="mutant", fault_class=fault_class, words=words)


def dialect(words: str) -> Callable[[type], type]:
    """Mark a subclass of an algorithm as a dialect: what the field also means by the name, and who does."""
    return functools.partial(_mark, kind="dialect", fault_class="", words=words)


def _mark(cls: Any, kind: str, fault_class: str, words: str) -> type:
    cls.kind, cls.fault_class, cls.words = kind, fault_class, words
    cls.variant_name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
    return cls


def planted(*mutants: Any, **setting: Any) -> tuple[Control, ...]:
    """Controls that run named mutants in place of the reference (with further `setting`, if given)."""
    return tuple(Control(m.variant_name, m.fault_class, m.words, {"method": m, **setting}) for m in mutants)


def named(variants: Iterable[Any], *names: str) -> tuple[Control, ...]:
    """Planted mutants and dialects out of `variants`, by their names."""
    known = {variant.variant_name: variant for variant in variants}
    return planted(*(known[name] for name in names))


def without(assumption: str, **setting: Any) -> tuple[Control, ...]:
    """A control that drops an assumption of the theorem: the reference on a problem outside its class."""
    return (
        Control(f"without {assumption}", "ASSUMPTION", f"the assumption '{assumption}' is dropped", setting),
    )


def claims_of(algorithm: str) -> tuple[Claim, ...]:
    """The claims of a method, from the module that mirrors the method's."""
    return _mirror(algorithm, "claims").CLAIMS


def mutants_of(algorithm: str) -> tuple[Any, ...]:
    """The named mutants of a method."""
    return _mirror(algorithm, "mutants").MUTANTS


def dialects_of(algorithm: str) -> tuple[Any, ...]:
    """The dialects of a method; most have none."""
    module = _optional_mirror(algorithm, "dialects")
    return module.DIALECTS if module else ()


def special_cases_of(algorithm: str, steps: int) -> list[Special]:
    """The cases made for a method, of so many steps; most have none."""
    module = _optional_mirror(algorithm, "special_cases")
    return module.special_cases(steps) if module else []


def all_claims(names: Iterable[str] = ()) -> list[Claim]:
    """The claims of the named methods (of all when none is named), or single claims by their own name."""
    chosen: list[Claim] = []
    for name in names or [method.name for method in METHODS]:
        algorithm, _, rest = name.partition(".")
        found = [c for c in claims_of(get_method(algorithm).name) if not rest or c.name == name]
        if not found:
            known = ", ".join(c.name for c in claims_of(algorithm))
            raise ValueError(f"claim must be one of {known}, got {name!r}")
        chosen.extend(found)
    return chosen


def claim_named(name: str) -> Claim:
    """The claim of that full name ('sam.average-gradient'); ValueError with the nearest names otherwise."""
    algorithm, _, rest = name.partition(".")
    known = {c.name: c for c in claims_of(get_method(algorithm).name)}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=3, cutoff=0.4) if rest else []
    hint = f"did you mean {', '.join(near)}?" if near else f"known: {', '.join(known)}"
    raise ValueError(f"claim must be one of {algorithm}'s, got {name!r}; {hint}")


def _mirror(algorithm: str, package: str) -> Any:
    return importlib.import_module(f"verification.{package}.{get_method(algorithm).module}")


def _optional_mirror(algorithm: str, package: str) -> Any:
    module = f"verification.{package}.{get_method(algorithm).module}"
    family = module.rpartition(".")[0]
    exists = importlib.util.find_spec(family) and importlib.util.find_spec(module)
    return importlib.import_module(module) if exists else None
