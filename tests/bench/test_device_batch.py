"""Batches: every run of a batch is the run by itself, and what cannot be one is refused."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import METHODS
from refimpl.engines.batch.draws import HostDraws
from refimpl.engines.batch.lifted import HostBranch, Lifted
from verification.bench.device import batches as measured
from verification.bench.device.accelerator import Double
from verification.bench.device.batchable import batchable, why_not
from verification.bench.device.batches import FIGURES, Draws, batch_entry


def test_which_methods_run_in_batches_is_found():
    found = batchable()
    assert list(found) == [method.name for method in METHODS]
    able = {name for name, reason in found.items() if not reason}
    assert able >= {
        *FIGURES,
        "nesterov",
        "adamw",
        "saddle-free-newton",
        "sam",
        "stochastic-sam",
        "zo-frank-wolfe",
    }
    assert len(able) >= 177
    assert all("differs" not in reason for reason in found.values()), "a batch that is wrong, not refused"


def test_reasons_are_named():
    assert why_not("perturbed-gd") == (
        "together must be False for PerturbedGD on Quadratic, got True: "
        "the source branches on a value in which runs may differ"
    )


def test_runs_that_mix_are_noticed(monkeypatch):
    real = HostDraws.standard_normal
    monkeypatch.setattr(HostDraws, "standard_normal", lambda self, n: Lifted(real(self, n).array[::-1], True))
    assert why_not("sign-forward-gradient").startswith("differs from single runs by")


@pytest.mark.parametrize("name", FIGURES)
def test_the_measurement(name, monkeypatch):
    monkeypatch.setattr(measured, "HOST_RUNS", 4)
    entry = batch_entry(Double(), name, 8, steps=5, host_engine="numpy")
    assert (entry["runs"], entry["host_runs"], entry["steps"]) == (8, 4, 5)
    assert entry["finite"]
    assert (entry["difference"] is None) == (name in ("sign-forward-gradient", "cbo"))
    assert (entry["difference"] or 0.0) < 1e-12
    host, device = entry["host_seconds"]["median"], entry["device_seconds"]["median"]
    assert entry["speedup"] == pytest.approx(2 * host / device)


def test_draws_of_the_device_are_normal_and_for_every_run():
    draws = Draws(Double(), 5)
    assert draws.kept(np.arange(3)).standard_normal(2).array.shape == (3, 2)
    assert not draws.used
    assert draws.standard_normal(2).array.shape == (5, 2)
    assert draws.used
    for ask in (lambda: draws.random(), lambda: draws.integers(0, 2)):
        with pytest.raises(HostBranch, match="and only normal"):
            ask()


def test_a_run_that_breaks_off_is_not_finite(monkeypatch):
    monkeypatch.setattr(measured, "HOST_RUNS", 2)
    real = measured.settle
    monkeypatch.setattr(
        measured,
        "settle",
        lambda r: real(r)._replace(step_size=1e300) if hasattr(r, "step_size") else real(r),
    )
    entry = batch_entry(Double(), "gradient-descent", 2, steps=5, host_engine="numpy")
    assert entry["finite"] is False
