"""What a sweep is asked to run, read from TOML. Every mistake is one sentence, before anything runs.

Keys of the file (the last five may be left out):

algorithms    names, or tables {name, set = {hyper-parameter = value or list of values}}
problems      names of examples, or tables {example} or {family, parameter = value or list of values}
steps         number of steps, or a list of numbers
dimensions    list of dimensions, for families only
seeds         number of seeds (0, 1, ...), a list of seeds, or {first, count}; 1 when left out
engines       list of engines; ["numpy"] when left out
precisions    list of "float64", "float32", and bits of the ball engine; what each engine computes in when left out
observables   list of what is measured at the last step; what each problem offers when left out
"""

from __future__ import annotations

import itertools
import math
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from refimpl import get_method
from refimpl.engines import NAMES as ENGINES
from refimpl.problems.registry import EXAMPLES
from verification.sweep.engines import FLOATS
from verification.sweep.families import FAMILIES, defaults
from verification.sweep.reading import LARGEST, distinct, integer, items, known, one_of, table

OBSERVABLES = ("value", "suboptimality", "gradient-norm", "frank-wolfe-gap", "distance", "hessian-eigenvalue",
               "kernel-eigenvalue")  # fmt: skip
KEYS = ("algorithms", "problems", "steps", "dimensions", "seeds", "engines", "precisions", "observables")


class Setting(NamedTuple):
    """An algorithm or a problem at one point of its axes: `kind` is 'algorithm', 'example' or 'family'."""

    kind: str
    name: str
    values: tuple[tuple[str, Any], ...] = ()

    def table(self) -> dict[str, Any]:
        """The values by name."""
        return dict(self.values)

    def words(self) -> str:
        """What it is, for people."""
        values = ", ".join(f"{key}={value}" for key, value in self.values)
        return f"{self.name}({values})" if values else self.name


class Spec(NamedTuple):
    """A grid. `precisions` is empty where each engine takes its own, `observables` where problems decide."""

    algorithms: tuple[Setting, ...]
    problems: tuple[Setting, ...]
    steps: tuple[int, ...]
    dimensions: tuple[int, ...] = ()
    seeds: range | tuple[int, ...] = range(1)
    engines: tuple[str, ...] = ("numpy",)
    precisions: tuple[str | int, ...] = ()
    observables: tuple[str, ...] = ()


def read_spec(path: str | Path) -> Spec:
    """The specification in a TOML file. Raises ValueError with one sentence where it is not usable."""
    try:
        with open(path, "rb") as file:
            data = tomllib.load(file)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} must be TOML: {error}") from None
    return parse_spec(data)


def parse_spec(data: dict[str, Any]) -> Spec:
    """The specification in plain data. Raises ValueError with one sentence where it is not usable."""
    known("key", data, KEYS)
    for key in KEYS[:3]:
        if key not in data:
            raise ValueError(f"the specification must have {key!r}, and does not")
    problems = distinct("problems", (s for entry in items(data, "problems") for s in _problem(entry)))
    dimensions = tuple(integer("dimensions", d, 1) for d in items(data, "dimensions", []))
    takers = [s.name for s in problems if s.kind == "family"]
    if takers and not dimensions:
        raise ValueError(f"the specification must have 'dimensions' for the family {takers[0]}")
    if dimensions and not takers:
        raise ValueError("dimensions are for families of problems, and problems names examples only")
    steps = data["steps"] if isinstance(data["steps"], list) else [data["steps"]]
    return Spec(
        distinct("algorithms", (s for entry in items(data, "algorithms") for s in _algorithm(entry))),
        problems,
        distinct("steps", (integer("steps", n, 1) for n in items({"steps": steps}, "steps"))),
        distinct("dimensions", dimensions),
        _seeds(data.get("seeds", 1)),
        distinct("engines", (one_of("engines", e, ENGINES) for e in items(data, "engines", ["numpy"]))),
        distinct("precisions", map(_precision, items(data, "precisions", []))),
        distinct("observables", (one_of("observables", o, OBSERVABLES) for o in items(data, "observables", []))),
    )  # fmt: skip


def _algorithm(entry: Any) -> Iterable[Setting]:
    entry = {"name": entry} if isinstance(entry, str) else entry
    table("algorithms", entry, "a name or a table with 'name'")
    known("key of an algorithm", entry, ("name", "set"))
    if not isinstance(entry.get("name"), str):
        raise ValueError(f"an algorithm must have a 'name', got {entry!r}")
    fields = get_method(entry["name"]).load()._fields
    values = entry.get("set", {})
    table("set", values, "a table of hyper-parameters")
    known(f"hyper-parameter of {entry['name']}", values, fields)
    for point in _product(values, arrays=True):
        yield Setting("algorithm", entry["name"], tuple(point.items()))


def _problem(entry: Any) -> Iterable[Setting]:
    entry = {"example": entry} if isinstance(entry, str) else entry
    table("problems", entry, "the name of an example, or a table with 'example' or 'family'")
    if ("example" in entry) == ("family" in entry):
        raise ValueError(f"a problem must have either 'example' or 'family', got {entry!r}")
    if "example" in entry:
        known("key of an example", entry, ("example",))
        yield Setting("example", one_of("example", entry["example"], EXAMPLES))
        return
    name = one_of("family", entry["family"], FAMILIES)
    parameters, values = defaults(name), {key: v for key, v in entry.items() if key != "family"}
    known(f"parameter of {name}", values, (*parameters, "seed"))
    for key, default in parameters.items():
        given = values.get(key)
        for value in given if isinstance(given, list) else [] if given is None else [given]:
            if isinstance(default, int) and not isinstance(value, int):
                raise ValueError(f"{key} of {name} must be an integer, got {value!r}")
    for seed in values.get("seed", []) if isinstance(values.get("seed"), list) else [values.get("seed", 0)]:
        integer(f"seed of {name}", seed, 0)
    for point in _product(values):
        settled = {k: float(v) if isinstance(parameters.get(k), float) else v for k, v in point.items()}
        yield Setting("family", name, tuple({**parameters, **settled}.items()))


def _product(values: dict[str, Any], arrays: bool = False) -> Iterable[dict[str, Any]]:
    """Every point of a table whose lists are axes; with `arrays`, a list within a list is one value."""
    axes = []
    for key, value in values.items():
        axis = value if isinstance(value, list) else [value]
        if not axis:
            raise ValueError(f"{key} must not be an empty list")
        for item in axis:
            for number in item if arrays and isinstance(item, list) and item else [item]:
                if not _is_number(number):
                    raise ValueError(f"{key} must be a finite number or a list of them, got {number!r}")
        axes.append(distinct(key, axis))
    frozen = ([tuple(v) if isinstance(v, list) else v for v in axis] for axis in axes)
    return (dict(zip(values, point, strict=True)) for point in itertools.product(*frozen))


def _seeds(value: Any) -> range | tuple[int, ...]:
    if isinstance(value, list):
        return distinct("seeds", (integer("seeds", s, 0) for s in items({"seeds": value}, "seeds")))
    if isinstance(value, dict):
        known("key of seeds", value, ("first", "count"))
        first, count = integer("first", value.get("first", 0), 0), integer("count", value.get("count"), 1)
        integer("first + count", first + count, 1)
        return range(first, first + count)
    return range(integer("seeds", value, 1))


def _precision(value: Any) -> str | int:
    if isinstance(value, str):
        return one_of("precisions", value, FLOATS)
    return integer("precisions", value, 2, 100_000)


def _is_number(value: Any) -> bool:
    if isinstance(value, int):
        return not isinstance(value, bool) and abs(value) <= LARGEST
    return isinstance(value, float) and math.isfinite(value)
