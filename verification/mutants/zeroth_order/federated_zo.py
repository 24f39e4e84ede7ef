"""Named mistakes in federated zeroth-order SGD."""

from __future__ import annotations

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.federated_zo import FederatedZO, State
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class Parts(FederatedZO):
    """The round in parts, each as it should be."""

    def controls(self, C, x):
        return C

    def direction(self, Z, x, rng):
        return rng.standard_normal(x.shape[0])

    def pull(self, w, x):
        return self.proximity * (w - x)

    def turn(self, mean, own):
        return self.correction * (mean - own)

    def start_of(self, x, w):
        return x

    def point(self, x, w):
        return w

    def server(self, total, w, N):
        return total / N

    def step(self, problem, state, rng):
        x, N = state.x, problem.sample_count()
        Z = rng.standard_normal(N * x.shape[0]).reshape((N, x.shape[0])).copy()
        C = Z.copy()
        for i in range(N):
            C[i] = slope(problem, x, Z[i], self.smoothing, i) * Z[i]
        mean, total, w = C.sum(axis=0) / N, 0 * x, x
        for i in range(N):
            w = self.start_of(x, w)
            for _ in range(self.local_steps):
                z = self.direction(Z[i], x, rng)
                g = slope(problem, self.point(x, w), z, self.smoothing, i) * z
                w = w - self.step_size * (g + self.pull(w, x) + self.turn(mean, C[i]))
            total = total + w
        return State(self.server(total, w, N))


@mutant("SIGN", "the correction goes from the mean to the client's own control: drift is doubled")
class CorrectionReversed(Parts):
    """gamma (c_i - mean)."""

    def turn(self, mean, own):
        return self.correction * (own - mean)


@mutant("TERM", "the mean of the controls is added and the own one stays in")
class OwnControlKept(Parts):
    """gamma mean."""

    def turn(self, mean, own):
        return self.correction * mean


@mutant("SCALE", "the correction has its whole length whatever gamma is")
class WholeCorrection(Parts):
    """mean - c_i."""

    def turn(self, mean, own):
        return mean - own


@mutant("SIGN", "the proximal term pushes away from the server's iterate")
class ProximityRepels(Parts):
    """-mu (w - x)."""

    def pull(self, w, x):
        return self.proximity * (x - w)


@mutant("STALE", "the proximal term shrinks the iterate to zero instead of pulling it to the server's")
class ProximityToZero(Parts):
    """mu w."""

    def pull(self, w, x):
        return self.proximity * w


@mutant("STATE", "a client starts where the one before it ended")
class ClientsInTurn(Parts):
    """w goes on."""

    def start_of(self, x, w):
        return w


@mutant("STALE", "all local estimates are taken at the server's iterate")
class EstimatesAtServer(Parts):
    """g_i(x_t)."""

    def point(self, x, w):
        return x


@mutant("NOISE", "the direction of the control is used in the local steps again")
class DirectionsReused(Parts):
    """z of c_i."""

    def direction(self, Z, x, rng):
        rng.standard_normal(x.shape[0])
        return Z


@mutant("SCALE", "the clients' ends are summed")
class SumForMean(Parts):
    """N times the mean."""

    def server(self, total, w, N):
        return total


@mutant("STATE", "the server takes the last client's end")
class LastClient(Parts):
    """w_N."""

    def server(self, total, w, N):
        return w


@mutant("SCALE", "the local steps are 2 % too long")
class StepTooLong(FederatedZO):
    """1.02 eta."""

    def step(self, problem, state, rng):
        return FederatedZO.step(self._replace(step_size=1.02 * self.step_size), problem, state, rng)


_SLOPES = slope_mutants(FederatedZO, "AgainstTheMean")

MUTANTS = (
    CorrectionReversed,
    OwnControlKept,
    WholeCorrection,
    ProximityRepels,
    ProximityToZero,
    ClientsInTurn,
    EstimatesAtServer,
    DirectionsReused,
    SumForMean,
    LastClient,
    StepTooLong,
    *_SLOPES.values(),
)
