"""Problems with exactly known constants, one file per mathematical class.

A problem is a NamedTuple of its data. Its oracles run on every engine; its constants are exact or certified
and say in their file where they come from. `validate()` raises ValueError with one sentence on bad data.
"""

from refimpl.problems.affine_image import AffineImage
from refimpl.problems.attention_forecaster import (
    AttentionForecaster,
    ChannelAttention,
    FrozenAttention,
    IdentityAttention,
    linear_forecasting,
)
from refimpl.problems.batch_norm_neuron import BatchNormNeuron
from refimpl.problems.beacons import Beacons
from refimpl.problems.bilevel import QuadraticBilevel, random_quadratic_bilevel
from refimpl.problems.bilevel_degenerate import QuarticBilevel, RankDeficientBilevel, rank_deficient_bilevel
from refimpl.problems.bilevel_log_cosh import LogCoshBilevel, random_log_cosh_bilevel
from refimpl.problems.bilevel_overparameterised import OverparameterisedBilevel
from refimpl.problems.bilinear_game import BilinearGame
from refimpl.problems.black_box_defense import BlackBoxDefense
from refimpl.problems.block_levels import BlockLevels, block_levels_example
from refimpl.problems.chain import Chain
from refimpl.problems.constrained import Constrained
from refimpl.problems.constrained_quadratic import ConstrainedQuadratic, constrained_quadratic
from refimpl.problems.cubic_chain import CubicChain
from refimpl.problems.dataset_distillation import DatasetDistillation
from refimpl.problems.diagonal_linear_network import DiagonalLinearNetwork, random_diagonal_linear_network
from refimpl.problems.finite_noise import FiniteNoise
from refimpl.problems.gated import Gated, gated
from refimpl.problems.gaussian_wells import GaussianWells
from refimpl.problems.half_space_levels import HalfSpaceLevels, half_space_example
from refimpl.problems.hessian_family import HessianFamily, random_hessian_family, rank_one_family
from refimpl.problems.huber import Huber, huber_gradient_worst_case, huber_worst_case
from refimpl.problems.hyperparameters import HyperCleaning, RidgeTuning, hyper_cleaning, ridge_tuning
from refimpl.problems.least_squares import LeastSquares, random_least_squares
from refimpl.problems.linear import Linear
from refimpl.problems.linear_noise import LinearNoise
from refimpl.problems.linear_tasks import LinearTasks, linear_tasks_example
from refimpl.problems.log_portfolio import LogPortfolio
from refimpl.problems.log_quadratic import LogQuadratic
from refimpl.problems.log_sum_exp import LogSumExp, random_log_sum_exp
from refimpl.problems.logistic import Logistic, random_logistic
from refimpl.problems.noisy_levels import NoisyLevels
from refimpl.problems.phase_retrieval import PhaseRetrieval
from refimpl.problems.quadratic import Quadratic, diagonal_quadratic, random_orthogonal, random_quadratic
from refimpl.problems.quadratic_levels import (
    QuadraticLevels,
    coupled_levels_example,
    descent_aggregation_example,
    many_solutions_example,
)
from refimpl.problems.quadratic_regression import (
    QuadraticRegression,
    random_quadratic_regression,
    saddle_regression,
    squared_regression,
)
from refimpl.problems.ridge_polynomial import RidgePolynomial
from refimpl.problems.robust_regression import RobustRegression, random_robust_regression
from refimpl.problems.scalar_models import (
    CubicPerturbation,
    CubicPower,
    CurvatureLoss,
    LogBarrier,
    QuarticPerturbation,
)
from refimpl.problems.scalar_network import ScalarNetwork
from refimpl.problems.sets import Box, L1Ball, L2Ball, NuclearNormBall, Simplex
from refimpl.problems.sharpening_valley import SharpeningValley
from refimpl.problems.simplex_worst_case import SimplexWorstCase
from refimpl.problems.softmax_policy import SoftmaxPolicy
from refimpl.problems.softmax_regression import SoftmaxRegression, gaussian_classes
from refimpl.problems.tensor_train_regression import TensorTrainRegression
from refimpl.problems.two_layer_network import ReLU, Tanh, TwoLayerNetwork, random_teacher, with_bias

__all__ = [
    "AffineImage",
    "AttentionForecaster",
    "BatchNormNeuron",
    "Beacons",
    "BilinearGame",
    "BlackBoxDefense",
    "BlockLevels",
    "Box",
    "Chain",
    "ChannelAttention",
    "Constrained",
    "ConstrainedQuadratic",
    "CubicChain",
    "CubicPerturbation",
    "CubicPower",
    "CurvatureLoss",
    "DatasetDistillation",
    "DiagonalLinearNetwork",
    "FiniteNoise",
    "FrozenAttention",
    "Gated",
    "GaussianWells",
    "HalfSpaceLevels",
    "HessianFamily",
    "Huber",
    "HyperCleaning",
    "IdentityAttention",
    "L1Ball",
    "L2Ball",
    "LeastSquares",
    "Linear",
    "LinearNoise",
    "LinearTasks",
    "LogBarrier",
    "LogCoshBilevel",
    "LogPortfolio",
    "LogQuadratic",
    "LogSumExp",
    "Logistic",
    "NoisyLevels",
    "NuclearNormBall",
    "OverparameterisedBilevel",
    "PhaseRetrieval",
    "Quadratic",
    "QuadraticBilevel",
    "QuadraticLevels",
    "QuadraticRegression",
    "QuarticBilevel",
    "QuarticPerturbation",
    "RankDeficientBilevel",
    "ReLU",
    "RidgePolynomial",
    "RidgeTuning",
    "RobustRegression",
    "ScalarNetwork",
    "SharpeningValley",
    "Simplex",
    "SimplexWorstCase",
    "SoftmaxPolicy",
    "SoftmaxRegression",
    "Tanh",
    "TensorTrainRegression",
    "TwoLayerNetwork",
    "block_levels_example",
    "constrained_quadratic",
    "coupled_levels_example",
    "descent_aggregation_example",
    "diagonal_quadratic",
    "gated",
    "gaussian_classes",
    "half_space_example",
    "huber_gradient_worst_case",
    "huber_worst_case",
    "hyper_cleaning",
    "linear_forecasting",
    "linear_tasks_example",
    "many_solutions_example",
    "random_diagonal_linear_network",
    "random_hessian_family",
    "random_least_squares",
    "random_log_cosh_bilevel",
    "random_log_sum_exp",
    "random_logistic",
    "random_orthogonal",
    "random_quadratic",
    "random_quadratic_bilevel",
    "random_quadratic_regression",
    "random_robust_regression",
    "random_teacher",
    "rank_deficient_bilevel",
    "rank_one_family",
    "ridge_tuning",
    "saddle_regression",
    "squared_regression",
    "with_bias",
]
