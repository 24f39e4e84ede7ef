"""What is kept of a cell, as JSON of one spelling."""

from __future__ import annotations

import json
import math

import numpy as np

from refimpl.flatness.sam import SAM
from verification.sweep.cell import Finding


def test_observed_values_and_counts_are_the_json_that_the_standard_library_writes():
    observed = {
        "value": 0.1,
        "value radius": 5e-324,
        "gradient-norm": -0.0,
        "distance": 1.7976931348623157e308,
    }
    calls = {"value": 3, "gradient": 0, "hessian": 12}
    result = Finding("completed", "", 5, 0.25, SAM(0.25, 0.5), observed, calls).result()
    assert result.observed == json.dumps(observed, sort_keys=True, separators=(",", ":"))
    assert result.calls == '{"hessian":12,"value":3}'


def test_what_json_has_no_number_for_is_a_word_that_float_reads():
    observed = {"value": np.inf, "distance": -np.inf, "gradient-norm": np.nan, "suboptimality": 1e-7}
    read = json.loads(Finding("completed", "", 5, 0.25, SAM(0.25, 0.5), observed, {}).result().observed)
    assert read.pop("suboptimality") == 1e-7
    assert (read["value"], read["distance"], math.isnan(float(read["gradient-norm"]))) == (
        "inf",
        "-inf",
        True,
    )
