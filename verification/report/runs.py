"""One run of an example from the command line, with its summary and picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from refimpl import get_engine, get_method, run
from refimpl.core.observables import FrankWolfeGap, GradientNorm, Suboptimality, Value
from refimpl.problems.registry import EXAMPLES
from verification.finding import Curve, Picture
from verification.report.files import must_be_writable
from verification.report.plots import draw, suffix_of
from verification.settings import offers, parameters


def run_example(
    name: str,
    problem: str | None,
    steps: int,
    engine: str,
    seed: int,
    settings: tuple[str, ...],
    plot: Path | None,
) -> dict[str, Any]:
    """Run a registered method on an example problem; the summary as plain data.

    Hyper-parameters are those that theory prescribes for the problem, changed by `settings` ('key=value').
    Raises ValueError for a name, problem, key or value that is not known or usable.
    """
    method = get_method(name)
    chosen = problem or method.example
    if chosen not in EXAMPLES:
        raise ValueError(f"problem must be one of {', '.join(EXAMPLES)}, got {chosen!r}")
    instance = EXAMPLES[chosen].build()
    lacking = [oracle for oracle in method.needs if not hasattr(instance, oracle)]
    if lacking:
        raise ValueError(f"problem {chosen!r} must offer {', '.join(lacking)} for {name}, and does not")
    cls = method.load()
    algorithm = parameters(cls, instance, chosen, dict(_setting(cls, text) for text in settings))
    record = _observables(instance, EXAMPLES[chosen].start)
    if plot is not None:
        suffix_of(plot)
        must_be_writable(plot.parent)
    every = max(1, steps // 1000) if isinstance(steps, int) and steps > 0 else 1
    trajectory = run(
        algorithm, instance, EXAMPLES[chosen].start, steps, engine=get_engine(engine), rng=seed, record=record,
        every=every, count=True,
    )  # fmt: skip
    if plot is not None:
        curves = (
            Curve(label, trajectory.steps, np.abs(values), "measured")
            for label, values in trajectory.observed.items()
        )
        draw(Picture(tuple(curves), "k", "observables"), plot, title=f"{name} on {chosen}, engine {engine}")
    summary = {
        "algorithm": name,
        "problem": chosen,
        "parameters": str(algorithm),
        "engine": engine,
        "steps": trajectory.stopped_at,
        "outcome": trajectory.outcome.value,
        **{key: float(values[-1]) for key, values in trajectory.observed.items() if values.size},
        "calls": {key: n for key, n in (trajectory.calls or {}).items() if n},
    }
    if trajectory.reason:
        summary["reason"] = trajectory.reason
    if trajectory.radius is not None:
        summary["trust horizon"] = trajectory.trust_horizon()
    return summary


def _observables(problem: Any, start: Any) -> list[Any]:
    found: list[Any] = []
    if offers(problem, "suboptimality", np.array(start)):
        found.append(Suboptimality())
    elif hasattr(problem, "value"):
        found.append(Value())
    if hasattr(problem, "gradient"):
        found.append(FrankWolfeGap() if hasattr(problem, "linear_minimizer") else GradientNorm())
    return found


def _setting(cls: Any, setting: str) -> tuple[str, Any]:
    key, sign, text = setting.partition("=")
    if not sign or key not in cls._fields:
        raise ValueError(f"--set must be KEY=VALUE with a key of {', '.join(cls._fields)}, got {setting!r}")
    for parse in (int, float, lambda t: np.array([float(v) for v in t.split(",")])):
        try:
            return key, parse(text)
        except ValueError:
            continue
    raise ValueError(f"{key} must be a number, or numbers with commas between them, got {text!r}")
