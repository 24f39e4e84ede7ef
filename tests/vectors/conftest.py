"""Instances computed once per process: every test of vectors asks for the same ones."""

from __future__ import annotations

import pytest

from verification.vectors import compare, produce, publish


@pytest.fixture(scope="session", autouse=True)
def produced_once():
    known, compute = {}, produce.produce

    def remembered(instance):
        if instance.id not in known:
            known[instance.id] = compute(instance)
        return known[instance.id]

    with pytest.MonkeyPatch.context() as patch:
        for module in (publish, compare):
            patch.setattr(module, "produce", remembered)
        yield remembered
