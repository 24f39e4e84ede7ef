"""How each kind of prediction is decided: functions on arrays that know no algorithm and no engine."""

from verification.evidence.bounds import bound as bound
from verification.evidence.bounds import step_inequality as step_inequality
from verification.evidence.bounds import tight as tight
from verification.evidence.derivatives import taylor_slopes as taylor_slopes
from verification.evidence.distribution import exact_moments as exact_moments
from verification.evidence.distribution import mean_test as mean_test
from verification.evidence.distribution import variance_test as variance_test
from verification.evidence.expectation import mean_bound as mean_bound
from verification.evidence.identity import identity as identity
from verification.evidence.iterates import enclosures as enclosures
from verification.evidence.iterates import iterates as iterates
from verification.evidence.orders import local_order as local_order
from verification.evidence.orders import superlinear as superlinear
from verification.evidence.rates import geometric_rate as geometric_rate
from verification.evidence.rates import horizon_rate as horizon_rate
from verification.evidence.rates import power_rate as power_rate
