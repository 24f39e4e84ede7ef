"""How each kind of prediction is decided: functions on arrays that know no algorithm and no engine."""

from verification.evidence.bounds import bound as bound
from verification.evidence.bounds import step_inequality as step_inequality
from verification.evidence.bounds import tight as tight
from verification.evidence.identity import identity as identity
from verification.evidence.iterates import enclosures as enclosures
from verification.evidence.iterates import iterates as iterates
