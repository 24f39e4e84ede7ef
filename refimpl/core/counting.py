"""Oracle calls counted by wrapping the problem: the algorithm cannot tell, and batching cannot hide."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

ORACLES = (
    "value",
    "gradient",
    "hessian",
    "hessian_vector",
    "sample_value",
    "sample_gradient",
    "linear_minimizer",
    "projection",
    "upper",
    "upper_x",
    "upper_y",
    "lower",
    "lower_x",
    "lower_y",
    "lower_yy",
    "lower_xy",
    "sample_gradients",
    "flow_residual",
    "label_gradient",
    "score",
    "mean_hessian",
    "mean_conjugation",
    "sample_hessian_vectors",
    "curvature_gradient",
    "gated_gradient",
    "gated_hessian_vector",
    "prediction_kl",
    "input_kl",
    "input_gradients",
    "shifted_gradient",
    "lower_yy_vector",
    "lower_xy_vector",
    "gauss_newton",
    "sample_hessian_vector",
    "sample_jacobian",
    "sample_output_gradient",
    "sample_output_hessian",
    "upper_yy",
    "upper_xy",
    "upper_projection",
    "lower_projection",
    "sample_prox",
    "residual",
    "jacobian",
    "jacobian_vector",
    "jacobian_transpose_vector",
    "jacobian_squares",
    "noisy_value",
    "noise_score",
    "constraint",
    "constraint_x",
    "constraint_y",
    "joint_projection",
    "input_moment",
    "latent_code",
    "latent_value",
    "latent_pullback",
    "features",
    "labels",
    "feature_pullback",
    "outer_gradient",
    "support_gradient",
    "support_hessian_vector",
    "query_gradient",
    "query_value",
    "third_derivative",
    "wall_values",
)


class Counted(NamedTuple):
    """A problem whose oracle calls are counted; `counts[i]` belongs to ORACLES[i]."""

    problem: Any
    counts: Any  # (len(ORACLES),) int64, advanced in place

    def value(self, x):
        self.counts[0] += 1
        return self.problem.value(x)

    def gradient(self, x):
        self.counts[1] += 1
        return self.problem.gradient(x)

    def hessian(self, x):
        self.counts[2] += 1
        return self.problem.hessian(x)

    def hessian_vector(self, x, v):
        self.counts[3] += 1
        return self.problem.hessian_vector(x, v)

    def sample(self, rng):
        return self.problem.sample(rng)

    def sample_value(self, x, draw):
        self.counts[4] += 1
        return self.problem.sample_value(x, draw)

    def sample_gradient(self, x, draw):
        self.counts[5] += 1
        return self.problem.sample_gradient(x, draw)

    def linear_minimizer(self, s):
        self.counts[6] += 1
        return self.problem.linear_minimizer(s)

    def projection(self, x):
        self.counts[7] += 1
        return self.problem.projection(x)

    def upper(self, x, y):
        self.counts[8] += 1
        return self.problem.upper(x, y)

    def upper_x(self, x, y):
        self.counts[9] += 1
        return self.problem.upper_x(x, y)

    def upper_y(self, x, y):
        self.counts[10] += 1
        return self.problem.upper_y(x, y)

    def lower(self, x, y):
        self.counts[11] += 1
        return self.problem.lower(x, y)

    def lower_x(self, x, y):
        self.counts[12] += 1
        return self.problem.lower_x(x, y)

    def lower_y(self, x, y):
        self.counts[13] += 1
        return self.problem.lower_y(x, y)

    def lower_yy(self, x, y):
        self.counts[14] += 1
        return self.problem.lower_yy(x, y)

    def lower_xy(self, x, y):
        self.counts[15] += 1
        return self.problem.lower_xy(x, y)

    def sample_gradients(self, x):
        self.counts[16] += 1
        return self.problem.sample_gradients(x)

    def flow_residual(self, x):
        self.counts[17] += 1
        return self.problem.flow_residual(x)

    def sample_count(self):
        return self.problem.sample_count()

    def model_labels(self, x, rng):
        return self.problem.model_labels(x, rng)

    def label_gradient(self, x, labels):
        self.counts[18] += 1
        return self.problem.label_gradient(x, labels)

    def sample_state(self, rng):
        return self.problem.sample_state(rng)

    def policy(self, x, state):
        return self.problem.policy(x, state)

    def reward(self, state, action):
        return self.problem.reward(state, action)

    def score(self, x, state, action):
        self.counts[19] += 1
        return self.problem.score(x, state, action)

    def mean_hessian(self):
        self.counts[20] += 1
        return self.problem.mean_hessian()

    def mean_conjugation(self, S):
        self.counts[21] += 1
        return self.problem.mean_conjugation(S)

    def sample_hessian_vectors(self, x, V):
        self.counts[22] += 1
        return self.problem.sample_hessian_vectors(x, V)

    def curvature_gradient(self, x, v):
        self.counts[23] += 1
        return self.problem.curvature_gradient(x, v)

    def gates(self):
        return self.problem.gates()

    def gated_gradient(self, x, c):
        self.counts[24] += 1
        return self.problem.gated_gradient(x, c)

    def gated_hessian_vector(self, x, c, v):
        self.counts[25] += 1
        return self.problem.gated_hessian_vector(x, c, v)

    def prediction_kl(self, x, y):
        self.counts[26] += 1
        return self.problem.prediction_kl(x, y)

    def input_noise(self, rng):
        return self.problem.input_noise(rng)

    def input_kl(self, x, Z):
        self.counts[27] += 1
        return self.problem.input_kl(x, Z)

    def input_gradients(self, x):
        self.counts[28] += 1
        return self.problem.input_gradients(x)

    def shifted_gradient(self, x, Z):
        self.counts[29] += 1
        return self.problem.shifted_gradient(x, Z)

    def lower_yy_vector(self, x, y, v):
        self.counts[30] += 1
        return self.problem.lower_yy_vector(x, y, v)

    def lower_xy_vector(self, x, y, v):
        self.counts[31] += 1
        return self.problem.lower_xy_vector(x, y, v)

    def gauss_newton(self, x):
        self.counts[32] += 1
        return self.problem.gauss_newton(x)

    def sample_hessian_vector(self, x, draw, v):
        self.counts[33] += 1
        return self.problem.sample_hessian_vector(x, draw, v)

    def sample_jacobian(self, x, draw):
        self.counts[34] += 1
        return self.problem.sample_jacobian(x, draw)

    def sample_output_gradient(self, x, draw):
        self.counts[35] += 1
        return self.problem.sample_output_gradient(x, draw)

    def sample_output_hessian(self, x, draw):
        self.counts[36] += 1
        return self.problem.sample_output_hessian(x, draw)

    def upper_yy(self, x, y):
        self.counts[37] += 1
        return self.problem.upper_yy(x, y)

    def upper_xy(self, x, y):
        self.counts[38] += 1
        return self.problem.upper_xy(x, y)

    def upper_projection(self, x):
        self.counts[39] += 1
        return self.problem.upper_projection(x)

    def lower_projection(self, y):
        self.counts[40] += 1
        return self.problem.lower_projection(y)

    def realisation(self, rng):
        """What is asked of a draw counts as what it is asked for."""
        return Counted(self.problem.realisation(rng), self.counts)

    def block(self, i, batch, rng):
        """As for a realisation."""
        return Counted(self.problem.block(i, batch, rng), self.counts)

    def sample_prox(self, x, draw, beta):
        self.counts[41] += 1
        return self.problem.sample_prox(x, draw, beta)

    def residual(self, x):
        self.counts[42] += 1
        return self.problem.residual(x)

    def jacobian(self, x):
        self.counts[43] += 1
        return self.problem.jacobian(x)

    def jacobian_vector(self, x, v):
        self.counts[44] += 1
        return self.problem.jacobian_vector(x, v)

    def jacobian_transpose_vector(self, x, u):
        self.counts[45] += 1
        return self.problem.jacobian_transpose_vector(x, u)

    def jacobian_squares(self, x):
        self.counts[46] += 1
        return self.problem.jacobian_squares(x)

    def noise_layers(self):
        return self.problem.noise_layers()

    def noise_size(self):
        return self.problem.noise_size()

    def noise_part(self, Z, layer):
        return self.problem.noise_part(Z, layer)

    def noisy_value(self, x, draw, Z):
        self.counts[47] += 1
        return self.problem.noisy_value(x, draw, Z)

    def noise_score(self, x, draw, Z):
        self.counts[48] += 1
        return self.problem.noise_score(x, draw, Z)

    def constraint(self, x, y):
        self.counts[49] += 1
        return self.problem.constraint(x, y)

    def constraint_x(self, x, y):
        self.counts[50] += 1
        return self.problem.constraint_x(x, y)

    def constraint_y(self, x, y):
        self.counts[51] += 1
        return self.problem.constraint_y(x, y)

    def joint_projection(self, w):
        self.counts[52] += 1
        return self.problem.joint_projection(w)

    def input_moment(self):
        self.counts[53] += 1
        return self.problem.input_moment()

    def latent_code(self, x, draw):
        self.counts[54] += 1
        return self.problem.latent_code(x, draw)

    def latent_value(self, u, draw):
        self.counts[55] += 1
        return self.problem.latent_value(u, draw)

    def latent_pullback(self, x, draw, g):
        self.counts[56] += 1
        return self.problem.latent_pullback(x, draw, g)

    def features(self, x):
        self.counts[57] += 1
        return self.problem.features(x)

    def labels(self, x):
        self.counts[58] += 1
        return self.problem.labels(x)

    def feature_pullback(self, x, G):
        self.counts[59] += 1
        return self.problem.feature_pullback(x, G)

    def outer_gradient(self, theta):
        self.counts[60] += 1
        return self.problem.outer_gradient(theta)

    def block_count(self):
        return self.problem.block_count()

    def input_dimension(self):
        return self.problem.input_dimension()

    def task_count(self):
        return self.problem.task_count()

    def support_inputs(self, j):
        return self.problem.support_inputs(j)

    def support_targets(self, j):
        return self.problem.support_targets(j)

    def support_gradient(self, x, j):
        self.counts[61] += 1
        return self.problem.support_gradient(x, j)

    def support_hessian_vector(self, x, j, u):
        self.counts[62] += 1
        return self.problem.support_hessian_vector(x, j, u)

    def query_gradient(self, x, j):
        self.counts[63] += 1
        return self.problem.query_gradient(x, j)

    def query_value(self, x, j):
        self.counts[64] += 1
        return self.problem.query_value(x, j)

    def third_derivative(self, x, v):
        self.counts[65] += 1
        return self.problem.third_derivative(x, v)

    def wall_values(self, x):
        self.counts[66] += 1
        return self.problem.wall_values(x)


def counted(problem: Any) -> Counted:
    """`problem` with a fresh counter."""
    return Counted(problem, np.zeros(len(ORACLES), np.int64))
