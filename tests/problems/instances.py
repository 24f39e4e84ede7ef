"""One small instance of every class of problems, and all oracles that it offers to an algorithm."""

from __future__ import annotations

import numpy as np

from refimpl import problems as p
from refimpl.core.leaves import is_record, settle
from refimpl.problems.registry import EXAMPLES, Example

OTHERS = {  # classes without an example
    "box": Example(
        lambda: p.Constrained(p.diagonal_quadratic([2.0, 0.5]), p.Box(np.array([-1.0, 0.0]), np.ones(2))),
        (0.5, -0.5),
        "quadratic on a box",
    ),
    "nuclear": Example(
        lambda: p.Constrained(p.diagonal_quadratic([2.0, 1.0, 0.5, 1.0]), p.NuclearNormBall(1.5, 2)),
        (1.0, 2.0, -1.0, 0.5),
        "quadratic on the nuclear-norm ball of 2 x 2 matrices",
    ),
    "affine-image": Example(
        lambda: p.AffineImage(p.random_quadratic([2.0, 1.0], 0), np.array([[2.0, 1.0], [0.0, 0.5]])),
        (1.0, -1.0),
        "quadratic seen through a linear map",
    ),
    "identity-attention": Example(
        lambda: p.linear_forecasting(2, 2, 2, 1, 1, p.IdentityAttention(), 0.25, 0)[0],
        (0.5, -0.25, 1.0, 0.5, -0.5, 0.25, 0.75, -1.0, 1.0, 0.5),
        "forecasting with identity attention",
    ),
    "frozen-attention": Example(
        lambda: p.linear_forecasting(
            2, 2, 2, 1, 1, p.FrozenAttention(np.ones((2, 1)), np.array([[0.5], [-1.0]]), 1.0), 0.25, 0
        )[0],
        (0.5, -0.25, 1.0, 0.5, -0.5, 0.25, 0.75, -1.0, 1.0, 0.5),
        "forecasting with frozen attention",
    ),
    "ridge-polynomial": Example(
        lambda: p.RidgePolynomial(np.eye(2), np.ones((1, 2)), np.array([0.5]), np.array([1.0])),
        (0.5, 0.25),
        "quadratic with one ridge",
    ),
}
INSTANCES = EXAMPLES | OTHERS


def classes(problem):
    """Names of the classes of a problem and of its parts, outermost first."""
    return [type(problem).__name__, *(c for part in problem if is_record(part) for c in classes(part))]


SINGLE = [name for name, example in INSTANCES.items() if hasattr(example.build(), "gradient")]
BILEVEL = [name for name, example in INSTANCES.items() if hasattr(example.build(), "upper")]
DISTINCT = {
    str(classes(INSTANCES[n].build())): n for n in reversed(INSTANCES)
}.values()  # the first of each type
UNDEFINED = {("flat-quadratic", "suboptimality")}  # needs a regular Hessian, and says so
LEVELS = [  # function, its derivative, the argument
    ("upper", "upper_x", 0),
    ("upper", "upper_y", 1),
    ("lower", "lower_x", 0),
    ("lower", "lower_y", 1),
    ("lower_y", "lower_yy", 1),
    ("lower_x", "lower_xy", 1),
    ("upper_y", "upper_yy", 1),
    ("upper_x", "upper_xy", 1),
]


def instance(name):
    example = INSTANCES[name]
    x = np.array(example.start) + np.linspace(0.25, 0.5, len(example.start))
    return settle(example.build()), x


def oracles(name):
    """(oracle, arguments) of everything that the instance offers to an algorithm."""
    problem, x = instance(name)
    v = np.random.default_rng(1).standard_normal(x.size)
    singles = "value gradient hessian suboptimality linear_minimizer projection lower_solution hyperobjective"
    singles += " sample_gradients flow_residual"
    found = [(n, (x,)) for n in [*singles.split(), "hypergradient", "operator", "gap"] if hasattr(problem, n)]
    along = ("hessian_vector", "curvature_gradient", "third_derivative")
    found += [(n, (x, v)) for n in along if hasattr(problem, n)]
    if hasattr(problem, "sample"):
        draw = problem.sample(np.random.default_rng(3))
        draw = draw if isinstance(draw, np.ndarray) else int(draw)
        found += [(n, (x, draw)) for n in ("sample_value", "sample_gradient")]
        outputs = ("sample_jacobian", "sample_output_gradient", "sample_output_hessian")
        found += [(n, (x, draw)) for n in outputs if hasattr(problem, n)]
        if hasattr(problem, "noisy_value"):
            Z = np.linspace(-0.5, 0.75, problem.noise_size())
            found += [("noisy_value", (x, draw, Z)), ("noise_score", (x, draw, Z)), ("noise_part", (Z, 1))]
        if hasattr(problem, "sample_hessian_vector"):
            found.append(("sample_hessian_vector", (x, draw, v)))
    if hasattr(problem, "latent_pullback"):
        u = problem.latent_code(x, draw)
        found += [("latent_code", (x, draw)), ("latent_value", (u, draw)), ("latent_pullback", (x, draw, u))]
    if hasattr(problem, "feature_pullback"):
        Phi = problem.features(x)
        found += [("features", (x,)), ("labels", (x,)), ("feature_pullback", (x, Phi))]
        found += [("outer_value", (Phi[0],)), ("outer_gradient", (Phi[0],))]
    if hasattr(problem, "sample_prox"):
        found += [("sample_prox", (x, 1, 8.0))]
    if hasattr(problem, "jacobian_vector"):
        r = problem.residual(x)
        found += [("residual", (x,)), ("jacobian_squares", (x,)), ("jacobian_vector", (x, v))]
        found += [("jacobian_transpose_vector", (x, r))]
    if hasattr(problem, "label_gradient"):
        found += [("label_gradient", (x, problem.model_labels(x, np.random.default_rng(4))))]
    if hasattr(problem, "prediction_kl"):
        Z = problem.input_noise(np.random.default_rng(5)) / 4
        found += [("prediction_kl", (x, x + v / 4)), ("input_kl", (x, Z))]
    if hasattr(problem, "input_gradients"):
        Z = problem.input_gradients(x)
        found += [("input_gradients", (x,)), ("shifted_gradient", (x, Z / 4))]
    if hasattr(problem, "policy"):
        found += [("policy", (x, 1)), ("score", (x, 1, 2))]
    if hasattr(problem, "mean_conjugation"):
        side = round(x.size**0.5)
        found += [("mean_hessian", ()), ("mean_conjugation", (x.reshape(side, side),))]
    if hasattr(problem, "sample_hessian_vectors"):
        rows = np.random.default_rng(4).standard_normal(problem.sample_gradients(x).shape)
        found.append(("sample_hessian_vectors", (x, rows)))
    if hasattr(problem, "gates"):
        c = np.linspace(0.5, 1.5, problem.gates().shape[1])
        found += [("gated_value", (x, c)), ("gated_gradient", (x, c)), ("gated_hessian_vector", (x, c, v))]
    if hasattr(problem, "support_gradient"):
        found += [
            ("support_gradient", (x, 1)),
            ("support_hessian_vector", (x, 1, v)),
            ("query_gradient", (x, 2)),
            ("query_value", (x, 2)),
        ]
        found += [("support_inputs", (1,)), ("support_targets", (2,))]
    if hasattr(problem, "upper"):
        y = np.random.default_rng(2).standard_normal(problem.lower_dimension())
        found += [
            (n, (x, y)) for n in ("upper", "lower", *(level[1] for level in LEVELS)) if hasattr(problem, n)
        ]
        found += [(n, (x, y, y / 4 + 1)) for n in ("lower_yy_vector", "lower_xy_vector")]
    if hasattr(problem, "constraint"):
        y = np.random.default_rng(2).standard_normal(problem.lower_dimension())
        names = ("upper_x", "upper_y", "lower_x", "lower_y", "constraint", "constraint_x", "constraint_y")
        found += [(n, (x, y)) for n in names] + [("joint_projection", (np.concatenate([8 * x, 8 * y]),))]
    if hasattr(problem, "upper_projection"):
        y = np.random.default_rng(2).standard_normal(problem.lower_dimension())
        found += [("upper_projection", (8 * x,)), ("lower_projection", (8 * y,))]
    return problem, [(n, arguments) for n, arguments in found if (name, n) not in UNDEFINED]
