"""Adam and its relatives of other libraries on the tape of the claims, judged as the oracle judges."""

from __future__ import annotations

import numpy as np
from layerwise_peers import optax_iterates, torch_iterates

from refimpl import get_engine
from refimpl.first_order_adaptive.adabelief import AdaBelief
from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.adamax import AdaMax
from refimpl.first_order_adaptive.adamomentum import AdaMomentum
from refimpl.first_order_adaptive.adamw import AdamW
from refimpl.first_order_adaptive.adan import Adan
from refimpl.first_order_adaptive.ademamix import AdEMAMix
from refimpl.first_order_adaptive.amsgrad import AMSGrad
from refimpl.first_order_adaptive.ano import Ano
from refimpl.first_order_adaptive.cautious_adam import CautiousAdam
from refimpl.first_order_adaptive.diffgrad import DiffGrad
from refimpl.first_order_adaptive.grams import Grams
from refimpl.first_order_adaptive.nadam import NAdam
from refimpl.first_order_adaptive.radam import RAdam
from refimpl.first_order_adaptive.yogi import Yogi
from verification.claims.first_order_adaptive.adam_tapes import GRADIENTS, START, STEP_SIZES, TAPE
from verification.tape import follow

RELATIVES = {
    "adam": Adam(0.125, 0.875, 1 - 2.0**-9, 2.0**-7),
    "adamw": AdamW(0.125, 0.875, 1 - 2.0**-9, 2.0**-7, 0.125),
    "amsgrad": AMSGrad(0.125, 0.875, 0.75, 2.0**-7),
    "nadam": NAdam(0.125, 0.875, 1 - 2.0**-9, 2.0**-7, 0.004),
    "adamax": AdaMax(0.125, 0.875, 1 - 2.0**-9, 2.0**-7),
    "adamomentum": AdaMomentum(0.125, 0.875, 1 - 2.0**-9, 2.0**-7),
    "diffgrad": DiffGrad(0.125, 0.875, 1 - 2.0**-9, 2.0**-7),
    "adabelief": AdaBelief(0.125, 0.875, 1 - 2.0**-9, 2.0**-7),
    "yogi": Yogi(0.125, 0.875, 1 - 2.0**-9, 2.0**-7, 0.0),
    "adan": Adan(0.125, 0.875, 0.75, 1 - 2.0**-6, 2.0**-7, 0.0),
    "ademamix": AdEMAMix(0.125, 0.875, 1 - 2.0**-9, 1 - 2.0**-6, 3.0, 2.0**-7, 0.0, 6),
    "grams": Grams(0.125, 0.875, 1 - 2.0**-9, 2.0**-7, 0.0),
    "cautious-adam": CautiousAdam(0.125, 0.875, 1 - 2.0**-9, 2.0**-7, 0.0),
    "ano": Ano(0.125, 0.875, 1 - 2.0**-9, 2.0**-7),
    # no power of 0.999 is exact: balls know their error, which 1 - beta2^t magnifies
    "radam": RAdam(0.125, 0.875, 0.999, 2.0**-7),
}


def assert_equals_torch(algorithm, make):
    assert_equal(algorithm, torch_iterates(make, START, GRADIENTS, STEP_SIZES))


def assert_equals_optax(algorithm, make):
    assert_equal(algorithm, optax_iterates(make, START, GRADIENTS, STEP_SIZES))


def assert_equal(algorithm, theirs):
    """Within 8 rigorous radii of the 53-bit balls: what the oracle allows a rewriting of the same formulas."""
    x, radius = follow(algorithm, engine=get_engine("ball", bits=53), **TAPE)
    assert theirs.shape == x.shape
    assert (np.abs(theirs - x) <= 8 * np.maximum(radius, np.spacing(np.abs(x)))).all(), np.abs(
        theirs - x
    ).max()


def assert_same_but_for_order(x, y):
    """Steps of which the second take their quotient in another order: a dozen roundings in each of both."""
    assert np.max(np.abs(x - y)) <= 2 * 12 * len(x) * 2.0**-53 * np.max(np.abs(x))
