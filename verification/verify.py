"""Run claims and their controls; a claim stands only if it holds and every control is rejected."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from refimpl import get_engine, get_method
from verification.claim import Claim, all_claims
from verification.finding import Finding, Verdict
from verification.parallel import in_processes


class ControlResult(NamedTuple):
    """What a claim said of one planted error; only VIOLATED rejects it."""

    name: str
    fault_class: str
    words: str
    finding: Finding

    @property
    def rejected(self) -> bool:
        """Whether the claim rejected it."""
        return self.finding.verdict is Verdict.VIOLATED


class Result(NamedTuple):
    """A claim with its finding and those of its controls."""

    claim: Claim
    finding: Finding
    controls: tuple[ControlResult, ...]
    engine: str
    seconds: float

    @property
    def stands(self) -> bool:
        """Whether the claim holds and all its controls (at least one) are rejected."""
        holds = self.finding.verdict is Verdict.HOLDS
        return holds and bool(self.controls) and all(control.rejected for control in self.controls)

    def as_json(self) -> dict[str, Any]:
        """The result as plain data."""
        claim, finding = self.claim, self.finding
        return {
            "claim": claim.name,
            "algorithm": claim.algorithm,
            "family": get_method(claim.algorithm).family,
            "paper": claim.paper,
            "theorem": claim.theorem,
            "kind": claim.kind.value,
            "standing": claim.standing.value,
            "statement": claim.statement,
            "verdict": finding.verdict.value,
            "prediction": finding.prediction,
            "measured": finding.measured,
            "slack": finding.slack if finding.slack == finding.slack else None,
            "checked": finding.checked,
            "reason": finding.reason,
            "alpha": claim.alpha,
            "controls": [
                {
                    "name": c.name,
                    "fault_class": c.fault_class,
                    "words": c.words,
                    "rejected": c.rejected,
                    "verdict": c.finding.verdict.value,
                    "measured": c.finding.measured,
                }
                for c in self.controls
            ],
            "engine": self.engine,
            "seconds": round(self.seconds, 3),
        }


def verify_claim(claim: Claim, engine: str | None = None) -> Result:
    """Examine the reference and every control of one claim, on `engine` unless the claim fixes its own."""
    chosen = claim.engine if engine is None or claim.engine_fixed else engine
    start = time.perf_counter()
    method = get_method(claim.algorithm).load()
    finding = _examine(claim, chosen, {"method": method})
    controls = tuple(
        ControlResult(
            c.name, c.fault_class, c.words, _examine(claim, chosen, {"method": method, **c.overrides})
        )
        for c in claim.controls
    )
    return Result(claim, finding, controls, chosen, time.perf_counter() - start)


def verify(
    names: Iterable[str] = (),
    engine: str | None = None,
    workers: int | None = None,
    then: Callable[[Result], Result] | None = None,
) -> Iterator[Result]:
    """Verify the claims of the named methods in parallel processes, yielding results as they come.

    `then` is applied to every result in the process that computed it, to thin its curves for instance. Raises
    ValueError for an unknown name and EngineUnavailable before anything runs.
    """
    claims = all_claims(names)
    for needed in {engine or claim.engine for claim in claims}:
        get_engine(needed)
    found = in_processes(_verify_by_name, [(claim.name, engine, then) for claim in claims], workers)
    for name, finding, controls, used, seconds in found:
        yield Result(all_claims([name])[0], finding, controls, used, seconds)


def _verify_by_name(
    name: str, engine: str | None, then: Callable[[Result], Result] | None
) -> tuple[Any, ...]:
    result = verify_claim(all_claims([name])[0], engine)
    if then is not None:
        result = then(result)
    return name, result.finding, result.controls, result.engine, result.seconds


def _examine(claim: Claim, engine: str, setting: dict[str, Any]) -> Finding:
    """A crash shows nothing: it is inconclusive for the claim and no rejection of a control."""
    try:
        return claim.examine(engine=engine, **setting)
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        return Finding(Verdict.INCONCLUSIVE, "", "crashed", float("nan"), 0, reason=words)
