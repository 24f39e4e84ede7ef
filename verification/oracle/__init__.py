"""The oracle: is this implementation the reference, and if not, which mistake or dialect is it?

An implementation is a callable that receives a `Case` and returns its iterates. Each of its steps is judged
from its own previous iterate, so that one rounding difference is not carried along, against the reference
step; the error allowed is measured, not chosen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl import get_method
from refimpl.core import checks
from verification.claim import dialect as mark_dialect
from verification.claim import dialects_of, mutants_of
from verification.oracle.cases import Case, case_of, cases_of
from verification.oracle.diagnosis import circumstances, diagnose, standing
from verification.oracle.judge import Bench
from verification.oracle.precision import PRECISIONS, NotApplicable
from verification.oracle.regimes import Regime
from verification.oracle.report import Report, decide

__all__ = ["Case", "ImplementationError", "NotApplicable", "Report", "cases_of", "check"]


class ImplementationError(ValueError):
    """The implementation raised an exception of its own, which is the cause of this one."""


def check(
    implementation: Callable[[Case], Any],
    algorithm: str,
    steps: int = 12,
    *,
    precision: str = "float64",
    dialect: str | None = None,
    seed: int = 0,
    strict: bool = False,
) -> Report:
    """Judge `implementation` against the registered `algorithm`, or against a dialect of it.

    `precision` is the format it computes in: 'float64', 'float32', 'float16' or 'bfloat16'; `seed` draws starts
    and tapes. With `strict` it is also asked where no implementation owes an answer: at 0/0, with epsilon = 0
    where no gradient was seen (this library stays there), and where a threshold is met exactly. Raises ValueError
    when a name is unknown or the implementation does not return (steps, d) or (steps + 1, d) real iterates, and
    ImplementationError where it raises.
    """
    checks.count("steps", steps, 4)
    checks.one_of("precision", precision, tuple(PRECISIONS))
    chosen, cls = PRECISIONS[precision], _class(algorithm, dialect)
    benches, skipped = [], []
    found = cases_of(algorithm, steps, precision, cls, seed, strict)
    layouts = itertools.cycle(getattr(implementation, "layouts", ("",)))
    # the first case comes again at the end: what an implementation keeps between two runs shows there
    again = found[0][0]._replace(name=f"{found[0][0].name}, again")
    for layout, (regime, case) in zip(layouts, [*found, (again, case_of(again, chosen))]):
        if layout:
            regime, case = regime._replace(name=f"{regime.name}, {layout}"), case._replace(layout=layout)
        try:
            returned = implementation(case)
        except NotApplicable as reason:
            skipped.append((regime.name, str(reason)))
            continue
        except Exception as error:
            raise ImplementationError(
                f"it raised {type(error).__name__} in case '{regime.name}': {error}"
            ) from error
        benches.append(Bench(regime, case, _iterates(returned, regime, case), chosen))
    variants = tuple(
        v for v in (*mutants_of(algorithm), *dialects_of(algorithm), *_plain(algorithm, cls)) if v is not cls
    )
    stands = {v: standing(v, benches) for v in variants}
    report = decide(algorithm, dialect, benches, skipped, stands)
    if report.verdict != "wrong":
        return report
    named = diagnose(benches, stands)
    return report._replace(diagnosis=named, reason=report.reason or ("" if named else circumstances(benches)))


def _class(algorithm: str, dialect: str | None) -> Any:
    if dialect is None:
        return get_method(algorithm).load()
    known = {d.variant_name: d for d in dialects_of(algorithm)}
    if dialect not in known:
        listed = ", ".join(known) or "none"
        raise ValueError(f"dialect must be one of those of {algorithm} ({listed}), got {dialect!r}")
    return known[dialect]


def _plain(algorithm: str, cls: Any) -> tuple[Any, ...]:
    """Seen from a dialect the method itself is a variant."""
    method = get_method(algorithm).load()
    if cls is method:
        return ()
    plain = type(method.__name__, (method,), {})
    return (mark_dialect("the method as it is registered")(plain),)


def _iterates(returned: Any, regime: Regime, case: Case) -> np.ndarray:
    x = np.asarray(returned, np.float64)
    start = regime.start  # that of the case may have been written to
    d = start.shape
    if x.shape not in ((case.steps, *d), (case.steps + 1, *d)):
        raise ValueError(f"implementation must return iterates of shape {(case.steps, *d)}, got {x.shape}")
    if len(x) > case.steps and not np.array_equal(x[0], start):
        raise ValueError(f"iterates must begin with the start where {case.steps + 1} are returned")
    return x if len(x) > case.steps else np.concatenate([start[None], x])
