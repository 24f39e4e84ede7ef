"""Small named instances of every problem with a start point, for command lines, examples and engine tests."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from refimpl import problems as p


class Example(NamedTuple):
    """A named instance: `build()` makes the problem, `start` is the documented start point."""

    build: Callable[[], Any]
    start: tuple[float, ...]
    description: str


def _quadratic() -> p.Quadratic:
    return p.random_quadratic([3.0, 1.0, 0.5, 0.25], seed=0, minimizer=np.array([1.0, -1.0, 0.5, 2.0]))


def _small_logistic() -> p.Logistic:
    problem = p.random_logistic(n=8, d=3, mu=2.0**-10, seed=0)
    return problem._replace(A=problem.A * np.array([1.0, 1.0, 2.0**-5]))


def _small_robust_regression() -> p.RobustRegression:
    rows = [
        [1.0, 1.0, 0.0],
        [1.0, -1.0, 0.5],
        [0.0, 1.0, 1.0],
        [1.0, 0.0, -1.0],
        [0.5, 0.5, 1.0],
        [-1.0, 1.0, 1.0],
    ]
    return p.RobustRegression(np.array(rows), np.array([1.0, -1.0, 0.25, 0.5, -1.0, 0.0]))


EXAMPLES: dict[str, Example] = {
    "quadratic": Example(
        _quadratic, (3.0, 2.0, -1.0, 0.5), "random quadratic, d = 4, spectrum 3, 1, 1/2, 1/4"
    ),
    "matrix-quadratic": Example(
        lambda: p.random_quadratic(
            [0.375, 0.25, 0.1875, 0.125, 0.0625, 0.03125],
            seed=2,
            minimizer=np.array([1.0, -1.0, 0.5, 2.0, -0.5, 0.0]),
        ),
        (3.0, 2.0, -1.0, 0.5, 1.0, -2.0),
        "random quadratic, d = 6: a matrix of 2 x 3 or 3 x 2 for methods that see one",
    ),
    "diagonal-quadratic": Example(
        lambda: p.diagonal_quadratic([2.0, 1.0, 0.25]), (1.0, -2.0, 3.0), "diagonal quadratic, d = 3"
    ),
    "integer-quadratic": Example(
        lambda: p.Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0])),
        (3.0, -1.0),
        "integer data, d = 2: the gradient at the minimiser (1, 2) is exactly zero",
    ),
    "flat-quadratic": Example(
        lambda: p.Quadratic(np.diag([2.0, 0.0]), np.zeros(2)),
        (0.0, 3.0),
        "singular Hessian, d = 2: started at one of its minimisers, where the gradient is exactly zero",
    ),
    "exact-fit": Example(
        lambda: p.LeastSquares(np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 0.0]]), np.array([5.0, 1.0, 2.0])),
        (1.0, 2.0),
        "integer least squares, d = 2: at (1, 2) every sampled gradient is exactly zero",
    ),
    "saddle": Example(
        lambda: p.Quadratic(np.array([[0.25, 0.5], [0.5, -1.5]]), np.array([-2.25, 2.0])),
        (1.0, -1.0),
        "indefinite quadratic, d = 2: the gradient at the start is (2, 0) exactly",
    ),
    "linear-tasks": Example(
        p.linear_tasks_example,
        (1.0, 0.5, -0.5, 0.25, 0.75, -0.75, 0.5, -1.0, 0.25),
        "three regression tasks for a linear network of width 3, d = 9",
    ),
    "linear": Example(
        lambda: p.Linear(np.array([0.5, -2.0, 1.0])),
        (1.0, -1.0, 0.5),
        "linear function, d = 3: constant gradient",
    ),
    "huber": Example(
        lambda: p.huber_worst_case(L=1.0, R=1.0, steps=10, h=1.0),
        (1.0,),
        "worst case of 10 steps of length 1/L",
    ),
    "chain": Example(
        lambda: p.Chain(1.0, 21), (0.0,) * 21, "Nesterov's smooth chain, d = 21, worst for 10 steps"
    ),
    "cubic-chain": Example(lambda: p.CubicChain(6), (0.0,) * 6, "chain of cubic powers, d = 6"),
    "logistic": Example(
        lambda: p.random_logistic(n=40, d=5, mu=0.1, seed=0),
        (1.0, -1.0, 2.0, 0.0, 1.0),
        "logistic regression, mu = 0.1",
    ),
    "small-logistic": Example(
        _small_logistic,
        (2.0, -4.0, 3.0),
        "logistic regression, n = 8, d = 3, mu = 2^-10, with columns of the scales 1, 1 and 1/32",
    ),
    "log-sum-exp": Example(
        lambda: p.random_log_sum_exp(n=12, d=4, t=0.5, seed=0),
        (2.0, -1.0, 1.0, 1.0),
        "smoothed maximum, t = 1/2",
    ),
    "least-squares": Example(
        lambda: p.random_least_squares(n=20, d=4, noise=0.5, seed=0),
        (2.0, 2.0, -2.0, 1.0),
        "sampled least squares",
    ),
    "few-examples": Example(
        lambda: p.random_least_squares(n=6, d=3, noise=1.0, seed=1),
        (2.0, -1.0, 1.5),
        "least squares with six examples: a Poisson sample of them is empty now and then",
    ),
    "robust-regression": Example(
        lambda: p.random_robust_regression(n=15, d=5, noise=2.0, seed=0),
        (2.0, -1.0, 3.0, 0.5, -2.0),
        "non-convex robust regression",
    ),
    "small-robust-regression": Example(
        _small_robust_regression,
        (0.0, 0.5, -0.75),
        "robust regression, d = 3: convex near the start, not farther away",
    ),
    "far-robust-regression": Example(
        _small_robust_regression,
        (2.0, -1.0, 1.0),
        "robust regression, d = 3, from far away: not convex between start and minimiser",
    ),
    "log-quadratic": Example(
        lambda: p.LogQuadratic(4), (3.0, -0.4, 1.5, -2.0), "sum log(1 + x_i^2), non-convex, d = 4"
    ),
    "attention-forecaster": Example(
        lambda: p.linear_forecasting(
            n=2,
            channels=2,
            inputs=2,
            outputs=1,
            width=1,
            attention=p.ChannelAttention(1.0),
            noise=0.25,
            seed=0,
        )[0],
        (0.5, -0.25, 1.0, 0.5, -0.5, 0.25, 0.75, -1.0, 1.0, 0.5),
        "channel attention for linear forecasting, d = 10",
    ),
    "softmax-policy": Example(
        lambda: p.SoftmaxPolicy(np.array([[1.0, 0.25, -0.5], [0.0, 0.75, 0.5]])),
        (0.5, -0.25, 1.0, 0.25, 0.0, -1.0),
        "softmax policy over three actions in two states",
    ),
    "balanced-softmax": Example(
        lambda: p.SoftmaxRegression(
            np.array([[1.0, 0.0], [-2.0, 0.0], [0.5, 0.0]]), np.full((3, 2), 0.5), 0.0
        ),
        (0.0, 1.0, 0.0, -1.0),
        "two classes with label probabilities 1/2, d = 4: every sampled gradient at the start is exactly zero",
    ),
    "softmax-regression": Example(
        lambda: p.gaussian_classes(
            n=4, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=0.75, mu=0.125, seed=0
        ),
        (0.5, -0.5, 1.0, 0.0, -0.25, 0.75),
        "softmax regression on three Gaussian classes in the plane, mu = 1/8",
    ),
    "unregularised-softmax": Example(
        lambda: p.SoftmaxRegression(
            np.array([[1.0, 0.5], [-1.0, 2.0], [0.5, -1.5], [-0.25, -0.75]]),
            np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.25, 0.5, 0.25]]),
            0.0,
        ),
        (0.5, -1.0, 0.25, 1.0, -0.75, 0.5),
        "softmax regression on four inputs in the plane, three classes, mu = 0",
    ),
    "two-layer-tanh": Example(
        lambda: p.random_teacher(n=5, p=1, width=2, activation=p.Tanh(), seed=0)[0],
        (0.5, -0.25, -1.0, 0.5, 1.0, -0.5),
        "two tanh units with bias on the data of such a teacher, d = 6",
    ),
    "two-layer-inputs": Example(
        lambda: p.TwoLayerNetwork(
            p.with_bias(np.array(list(itertools.product((-1.0, 1.0), (-0.5, 0.5), (-0.75, 1.25))))),
            np.array([0.5, 1.75, 1.25, 1.5, 0.75, 0.25, -1.25, 0.0]),
            2,
            p.Tanh(),
        ),
        (-0.25, 1.0, -0.25, -0.25, 0.75, 1.0, -0.5, -0.25, 1.0, 0.5),
        "two tanh units on the corners of a box, whose inputs have unequal scales, d = 10",
    ),
    "two-layer-relu": Example(
        lambda: p.random_teacher(n=5, p=1, width=2, activation=p.ReLU(), seed=1)[0],
        (0.5, -0.25, -1.0, 0.5, 1.0, -0.5),
        "two ReLU units with bias on the data of such a teacher, d = 6",
    ),
    "batch-norm-neuron": Example(
        lambda: p.BatchNormNeuron(
            np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 0.0], [0.0, -3.0], [1.0, 1.0]]),
            np.array([2.0, 1.0, -1.0, 0.5, 3.0]),
        ),
        (1.0, -0.5, 0.75, 0.25),
        "one neuron behind batch normalisation: two scale-free weights, gamma and beta",
    ),
    "gaussian-wells": Example(
        lambda: p.GaussianWells(
            np.array([1.0, 0.75]), np.array([[0.0, 0.0], [2.0, -1.0]]), np.array([[0.5, 0.75], [1.0, 1.5]])
        ),
        (0.5, 0.25),
        "a deep narrow and a shallow wide inverted Gaussian, d = 2",
    ),
    "beacons": Example(
        lambda: p.Beacons(
            p.GaussianWells(
                np.array([1.0, 0.75]),
                np.array([[0.0, 0.0], [2.0, -1.0]]),
                np.array([[0.5, 0.75], [1.0, 1.5]]),
            ),
            p.GaussianWells(
                np.array([1.0, 0.75]), np.array([[0.5, -0.5], [1.5, 0.0]]), np.full((2, 2), 0.75)
            ),
            0.25,
        ),
        (0.5, 0.25),
        "two inverted Gaussians, to be minimised where two beacons are seen, d = 2",
    ),
    "scalar-network": Example(lambda: p.ScalarNetwork(2), (3.0, 0.2), "(ab - 1)^2/2"),
    "deep-scalar-network": Example(lambda: p.ScalarNetwork(3), (1.25, 0.75, 0.25), "(w_1 w_2 w_3 - 1)^2/2"),
    "hessian-family": Example(
        lambda: p.HessianFamily(
            np.array([[1.0, 0.5], [0.5, 0.25], [0.5, 0.125], [0.125, 1.0], [0.25, -0.5], [-0.5, 1.0]])
        ),
        (1.0, 0.25, 0.25, 0.5),
        "Hessians of three examples, d = 2; the start is a positive definite matrix",
    ),
    "sharpening-valley": Example(
        lambda: p.SharpeningValley(0.5),
        (0.0, 3.75, 0.5),
        "valley that sharpens along its floor, started on the floor near the edge S = 5",
    ),
    "black-box-defense": Example(
        lambda: p.BlackBoxDefense(
            np.array([[1.0, -0.5, 0.25], [0.5, 0.75, -1.0]]),
            np.array([[1.25, -0.5, 0.5], [0.25, 1.0, -0.75]]),
            np.array([[1.0, -0.5, 0.25], [0.5, 0.75, -1.0]]),
            np.array([[0.5, 0.0], [0.75, -0.25], [0.0, 1.0]]),
        ),
        (0.5, -0.25, 1.0, 0.75, 0.5, -0.5),
        "an encoder of three inputs to two numbers, trained on scores of a classifier behind a decoder, d = 6",
    ),
    "tensor-train": Example(
        lambda: p.TensorTrainRegression(
            np.array([[1.0, -0.5, 0.25, 2.0], [0.5, 1.5, -1.0, 0.75]]),
            np.array([[0.5, -1.0], [1.25, 0.25]]),
            3,
            2,
            1,
        ),
        (0.5, -0.25, 1.0, 0.75, -0.5, 1.25),
        "a matrix (2, 4) of three cores of rank one on two examples, d = 6",
    ),
    "quadratic-regression": Example(
        lambda: p.QuadraticRegression(
            np.array([0.5, -0.75]),
            np.array([[1.0, -0.5, 0.25], [0.5, 0.25, -1.0]]),
            np.array(
                [
                    [0.5, 0.25, 0.0],
                    [0.25, -0.5, 0.125],
                    [0.0, 0.125, 0.25],
                    [-0.25, 0.5, 0.125],
                    [0.5, 0.25, 0.0],
                    [0.125, 0.0, -0.5],
                ]
            ),
        ),
        (0.5, -1.0, 0.75),
        "second-order regression with two residuals, d = 3",
    ),
    "overdetermined-regression": Example(
        lambda: p.QuadraticRegression(
            np.array([0.5, -0.75, 0.25, 1.0]),
            np.array([[1.0, -0.5, 0.25], [0.5, 0.25, -1.0], [0.0, 1.0, 0.5], [-0.25, 0.5, 0.75]]),
            np.array(
                [
                    [0.5, 0.25, 0.0],
                    [0.25, -0.5, 0.125],
                    [0.0, 0.125, 0.25],
                    [-0.25, 0.5, 0.125],
                    [0.5, 0.25, 0.0],
                    [0.125, 0.0, -0.5],
                    [1.0, 0.0, -0.25],
                    [0.0, 0.5, 0.25],
                    [-0.25, 0.25, 0.0],
                    [0.0, 0.25, 0.5],
                    [0.25, 0.0, -0.5],
                    [0.5, -0.5, 0.75],
                ]
            ),
        ),
        (0.5, 0.5, 0.5),
        "second-order regression with four residuals, d = 3",
    ),
    "diagonal-linear-network": Example(
        lambda: p.random_diagonal_linear_network(n=2, d=3, seed=0),
        (0.5, 0.25, 0.5, 0.25, 0.5, 0.5),
        "diagonal linear network, n = 2, d = 3: overparametrised sparse regression",
    ),
    "cubic-perturbation": Example(lambda: p.CubicPerturbation(), (0.25,), "x^2/2 + x^3/6"),
    "quartic-perturbation": Example(lambda: p.QuarticPerturbation(10.0), (3.0,), "x^2/2 + 10 x^4/12"),
    "log-barrier": Example(lambda: p.LogBarrier(), (0.4,), "x - log x"),
    "cubic-power": Example(lambda: p.CubicPower(1.0), (1.0,), "|x|^3/6"),
    "curvature-loss": Example(lambda: p.CurvatureLoss(1.0, 1.0), (0.25,), "x^2/2 - |x|^3/6"),
    "simplex": Example(
        lambda: p.SimplexWorstCase(8), (1.0,) + (0.0,) * 7, "|x|^2/2 on the simplex from a vertex, d = 8"
    ),
    "simplex-quadratic": Example(
        lambda: p.ConstrainedQuadratic(
            p.Quadratic(
                np.array(
                    [
                        [7.0, 6.75, -2.25, 3.25],
                        [6.75, 11.5, -4.5, 4.25],
                        [-2.25, -4.5, 2.75, -1.25],
                        [3.25, 4.25, -1.25, 2.75],
                    ]
                ),
                np.array([6.0, 7.3125, -4.0625, 3.375]),
            ),
            p.Simplex(),
            np.array([0.5, 0.25, 0.0, 0.25]),
        ),
        (0.125, 0.25, 0.25, 0.375),
        "quadratic on the simplex, minimiser (1/2, 1/4, 0, 1/4) on a face",
    ),
    "log-portfolio": Example(
        lambda: p.LogPortfolio(
            np.array(
                [
                    [1.25, 0.25, 0.5, 0.75],
                    [0.75, 1.75, 0.75, 0.5],
                    [1.125, 0.625, 0.5, 1.25],
                    [0.875, 1.375, 1.0, 0.5],
                ]
            ),
            np.array([0.75, 0.25, 0.0, 0.0]),
        ),
        (0.125, 0.25, 0.25, 0.375),
        "-sum log(R x) on the simplex, n = 4, d = 4, minimiser (3/4, 1/4, 0, 0)",
    ),
    "constrained-quadratic": Example(
        lambda: p.constrained_quadratic(_quadratic().A, _quadratic().b, p.Simplex()),
        (1.0, 0.0, 0.0, 0.0),
        "quadratic on the simplex, minimiser on the boundary",
    ),
    "ball-quadratic": Example(
        lambda: p.ConstrainedQuadratic(
            p.Quadratic(np.array([[0.5, 0.125], [0.125, 0.25]]), np.array([1.25, 1.34375])),
            p.L2Ball(1.25),
            np.array([0.75, 1.0]),
        ),
        (1.0, 0.0),
        "quadratic on a Euclidean ball, d = 2, minimiser (3/4, 1) on the circle",
    ),
    "noisy-quadratic": Example(
        lambda: p.LinearNoise(p.Constrained(_quadratic(), p.L1Ball(8.0)), 0.1),
        (0.0,) * 4,
        "quadratic on an l1 ball with linear noise of scale 0.1",
    ),
    "noisy-ball": Example(
        lambda: p.LinearNoise(p.Constrained(_quadratic(), p.L2Ball(4.0)), 0.25),
        (1.0, 0.0, 0.0, 0.0),
        "quadratic on a Euclidean ball with linear noise of scale 1/4",
    ),
    "noisy-simplex": Example(
        lambda: p.LinearNoise(EXAMPLES["simplex-quadratic"].build(), 0.5),
        (0.125, 0.25, 0.25, 0.375),
        "the quadratic on the simplex with linear noise of scale 1/2",
    ),
    "phase-retrieval": Example(
        lambda: p.PhaseRetrieval(
            np.array([[1.0, 0.5], [-0.5, 1.5], [0.75, -1.0]]), np.array([1.0, 4.0, 0.25])
        ),
        (1.5, -0.25),
        "mean |<a_i, x>^2 - b_i|, n = 3, d = 2: weakly convex",
    ),
    "integer-least-squares": Example(
        lambda: p.LeastSquares(np.array([[1.0, 1.0], [1.0, 1.0], [2.0, -1.0]]), np.array([4.0, 2.0, 0.0])),
        (1.0, 2.0),
        "integer data, n = 3, d = 2: at the start the gradient and that of one example are exactly zero",
    ),
    "gated-least-squares": Example(
        lambda: p.gated(
            p.LeastSquares(np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 0.5]]), np.array([1.0, -2.0, 0.5])),
            np.eye(2),
        ),
        (1.5, -0.5),
        "least squares on two features, each behind a gate",
    ),
    "gated-logistic": Example(
        lambda: p.gated(p.random_logistic(n=4, d=2, mu=0.25, seed=2), np.eye(2)),
        (1.5, -0.5),
        "logistic regression on two features, each behind a gate",
    ),
    "gated-network": Example(
        lambda: p.gated(
            p.random_teacher(n=4, p=1, width=2, activation=p.Tanh(), seed=0)[0],
            np.vstack([np.zeros((4, 2)), np.eye(2)]),
        ),
        (0.5, -0.25, -1.0, 0.5, 1.0, -0.5),
        "two tanh units with bias, each behind a gate",
    ),
    "finite-noise": Example(
        lambda: p.FiniteNoise(
            p.random_quadratic([2.0, 0.5], seed=3), np.array([[0.5, -1.0], [-0.75, 0.25], [0.25, 0.75]])
        ),
        (2.0, -1.0),
        "quadratic with one of three linear terms, d = 2",
    ),
    "curved-noise": Example(
        lambda: p.FiniteNoise(p.CubicChain(2), np.array([[0.5, -1.0], [-0.75, 0.25], [0.25, 0.75]])),
        (2.0, -1.0),
        "chain of cubic powers with one of three linear terms, d = 2: the Hessian moves",
    ),
    "ridge-noise": Example(
        lambda: p.FiniteNoise(
            p.RidgePolynomial(
                np.diag([0.5, 0.25]),
                np.array([[1.0, 2.0], [-1.0, 1.0]]),
                np.array([0.25, 0.125]),
                np.array([1.0, 0.5]),
            ),
            np.array([[0.5, -1.0], [-0.75, 0.25], [0.25, 0.75]]),
        ),
        (2.0, -1.0),
        "quadratic with two ridges and one of three linear terms, d = 2: the third derivative moves",
    ),
    "bilevel": Example(
        lambda: p.random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0),
        (0.0, 0.0),
        "quadratic bilevel, dx = 2, dy = 3",
    ),
    "bilevel-well-conditioned": Example(
        lambda: p.random_quadratic_bilevel([1.0, 1.25, 1.5], dx=2, r=0.125, seed=0),
        (0.0, 0.0),
        "quadratic bilevel, dx = 2, dy = 3, lower condition number 3/2",
    ),
    "bilevel-log-cosh": Example(
        lambda: p.random_log_cosh_bilevel(dx=3, dy=4, mu=0.5, seed=0), (0.0, 0.0, 0.0), "log-cosh bilevel"
    ),
    "bilevel-curved": Example(
        lambda: p.random_log_cosh_bilevel(dx=2, dy=3, mu=2.0, seed=3),
        (1.0, -0.5),
        "log-cosh bilevel, dx = 2, dy = 3, lower condition number 3/2",
    ),
    "bilevel-solved": Example(
        lambda: p.QuadraticBilevel(
            np.diag([2.0, 1.0, 1.5]), np.array([[1.0, 0.5], [-1.0, 2.0], [0.0, 1.0]]), np.zeros(3), 0.5
        ),
        (0.0, 0.0),
        "quadratic bilevel, dx = 2, dy = 3: at the start all gradients of both levels are exactly zero",
    ),
    "bilevel-overparameterised": Example(
        lambda: p.OverparameterisedBilevel(
            np.array([[1.0, 0.25, 0.0], [0.0, 1.0, -0.5]]),
            np.array([[0.0, 0.5, -0.25], [0.5, 0.0, 0.25]]),
            np.array([1.0, -0.5]),
            np.array([0.5, 1.0, -1.0]),
        ),
        (0.5, -0.25),
        "two equations in three unknowns at the lower level",
    ),
    "ridge-tuning": Example(
        lambda: p.ridge_tuning(n=6, d=2, relevant=1, noise=0.5, seed=0),
        (-1.0, 0.5),
        "logarithms of the ridge weights of two features, one of them irrelevant",
    ),
    "hyper-cleaning": Example(
        lambda: p.hyper_cleaning(n=4, d=2, corrupted=1, mu=0.25, seed=0),
        (0.0, 0.0, 0.0, 0.0),
        "weights of four training examples, one of them with a target of the wrong sign",
    ),
    "dataset-distillation": Example(
        lambda: p.DatasetDistillation(
            np.array([[1.0, -0.5], [0.5, 1.0], [-0.75, 0.25]]),
            np.array([1.0, -0.5, 0.25]),
            np.array([[1.0, 0.5], [-0.5, 1.0]]),
            0.5,
            2,
        ),
        (0.5, -0.25, 1.0, 0.75, 0.5, -1.0),
        "three examples distilled to two points and labels for two curved features, d = 6",
    ),
    "bilevel-degenerate": Example(
        lambda: p.rank_deficient_bilevel([1.0, -2.0, 0.5], rank=2), (1.0, 1.0), "many lower solutions"
    ),
    "bilevel-quartic": Example(
        lambda: p.QuarticBilevel(np.array([1.0])), (1.0,), "lower level too flat for the error bound"
    ),
    "bilevel-many-solutions": Example(
        p.many_solutions_example, (0.5, -0.5), "two quadratic levels, the lower one with many solutions"
    ),
    "bilevel-resting": Example(
        p.many_solutions_example,
        (-2.125, -2.0),
        "the same, started where -5/4 in every entry solves the lower level",
    ),
    "bilevel-coupled": Example(
        p.coupled_levels_example, (0.5, -0.5), "two quadratic levels that are coupled everywhere"
    ),
    "bilevel-aggregation": Example(
        lambda: p.descent_aggregation_example(1.0), (0.5,), "y_2 is free in the lower level, x* = 2"
    ),
    "block-levels": Example(
        lambda: p.BlockLevels(
            np.array(
                [
                    [[2.0, 0.5, 0.0], [0.5, 1.0, -0.25], [0.0, -0.25, 1.5]],
                    [[1.5, -0.25, 0.25], [-0.25, 1.0, 0.0], [0.25, 0.0, 2.0]],
                    [[1.0, 0.25, 0.125], [0.25, 2.0, -0.5], [0.125, -0.5, 1.25]],
                    [[1.75, 0.0, 0.5], [0.0, 1.25, 0.25], [0.5, 0.25, 1.0]],
                ]
            ),
            np.array(
                [
                    [[1.0, 0.5], [-1.0, 1.0], [0.5, 0.25]],
                    [[0.5, -1.0], [1.0, 0.25], [-0.5, 0.75]],
                    [[1.0, 1.0], [0.5, -0.5], [0.25, -1.0]],
                    [[-0.5, 0.75], [1.0, 0.5], [-1.0, 0.25]],
                ]
            ),
            np.array([[1.0, -0.5, 0.25], [0.5, 1.5, -0.75], [-1.0, 0.75, 0.5], [0.25, -1.0, 1.0]]),
            np.array([0.25, 0.5, 0.0, 0.125]),
            0.25,
            0.125,
        ),
        (1.0, -0.5),
        "bilevel problem of four blocks with normal noise, dx = 2, dy = 3",
    ),
    "bilevel-noisy": Example(
        lambda: p.NoisyLevels(
            p.coupled_levels_example()._replace(
                A=np.array([[2.0, 0.125, 0.0], [0.125, 1.75, -0.125], [0.0, -0.125, 2.25]])
            ),
            p.Box(np.array([0.5, -0.75]), np.array([1.5, 0.5])),
            p.Box(np.full(3, -0.125), np.full(3, 2.0)),
            0.125,
            0.0625,
        ),
        (0.5, -0.5),
        "quadratic bilevel with normal noise in both levels, on two boxes",
    ),
    "bilevel-half-space": Example(
        p.half_space_example,
        (0.5, -0.5),
        "two coupled quadratic levels, the lower one with an affine constraint",
    ),
    "bilinear-game": Example(
        lambda: p.BilinearGame(
            np.array([[2.0, -1.0], [0.5, 1.0], [1.0, 0.0]]),
            np.array([1.0, -2.0, 0.5]),
            np.array([0.25, 1.0]),
            0.25,
        ),
        (1.0, -1.0, 2.0, 0.5, -0.5),
        "strongly monotone bilinear game, 3 against 2, mu = 1/4",
    ),
}
