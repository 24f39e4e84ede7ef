"""What the classes in vector files mean, in words and formulas that need no acquaintance with this library."""

from __future__ import annotations

from typing import Any

DEFINITIONS: dict[str, dict[str, Any]] = {
    "Quadratic": {
        "words": "A quadratic function; A is a symmetric matrix, b a vector.",
        "formulas": {"f(x)": "x'Ax/2 - b'x", "gradient(x)": "A x - b", "hessian(x)": "A"},
    },
    "RidgePolynomial": {
        "words": "A quadratic plus ridges of degree three and four; w_i are the rows of W, c_i the entries of cubic "
        "and a_i those of quartic.",
        "formulas": {
            "u_i": "w_i'x",
            "f(x)": "x'Ax/2 + sum_i (c_i u_i^3/6 + a_i u_i^4/12)",
            "gradient(x)": "A x + sum_i (c_i u_i^2/2 + a_i u_i^3/3) w_i",
            "hessian(x)": "A + sum_i (c_i u_i + a_i u_i^2) w_i w_i'",
        },
    },
    "Logistic": {
        "words": "Logistic regression; a_i are the n rows of A, y_i = 1 or -1 their labels. Labels of the model are "
        "drawn row by row, with one number u_i of draws.reals each.",
        "formulas": {
            "f(x)": "(1/n) sum_i log(1 + exp(-y_i a_i'x)) + mu |x|^2/2",
            "gradient(x)": "-(1/n) sum_i y_i a_i/(1 + exp(y_i a_i'x)) + mu x",
            "sample_count": "n",
            "model_labels(x)": "l_i = 1 where u_i < 1/(1 + exp(-a_i'x)), else -1",
            "label_gradient(x, l)": "-(1/n) sum_i l_i a_i/(1 + exp(l_i a_i'x)), without mu",
        },
    },
    "L2Ball": {
        "words": "The Euclidean ball around 0. The linear minimiser of s is the point v of the set with the least s'v.",
        "formulas": {
            "set": "{x: |x| <= radius}",
            "linear_minimizer(s)": "-radius s/|s|, and 0 for s = 0",
            "projection(x)": "x where |x| <= radius, else radius x/|x|",
        },
    },
    "Simplex": {
        "words": "The probability simplex. The linear minimiser is a vertex: the one of lowest index at a tie.",
        "formulas": {
            "set": "{x: x >= 0, sum_i x_i = 1}",
            "linear_minimizer(s)": "the unit vector e_i for the least s_i",
            "projection(x)": "max(x_i - theta, 0) with theta such that the sum is 1",
        },
    },
    "Constrained": {
        "words": "The objective on the set named domain.",
        "formulas": {"f(x)": "that of objective", "linear_minimizer(s)": "that of domain"},
    },
    "LinearNoise": {
        "words": "The objective with a random linear term. Every sample takes the next d numbers of draws.reals.",
        "formulas": {
            "sample": "xi = scale (next d draws)",
            "F(x; xi)": "f(x) + xi'x",
            "gradient F(x; xi)": "gradient f(x) + xi",
        },
    },
    "QuadraticBilevel": {
        "words": "Two levels; the lower one is minimised over y, the upper one over x at the lower solution.",
        "formulas": {
            "lower g(x, y)": "y'Ay/2 - y'B x",
            "upper f(x, y)": "|y - t|^2/2 + r |x|^2/2",
            "g_y(x, y)": "A y - B x",
            "g_x(x, y)": "-B'y",
            "f_y(x, y)": "y - t",
            "f_x(x, y)": "r x",
        },
    },
    "Normal": {
        "words": "A law of directions: z is the next d numbers of draws.reals.",
        "formulas": {"order of draws": "z", "z": "n = next d draws"},
    },
    "Sphere": {
        "words": "A law of directions: the next d numbers of draws.reals, scaled to the length sqrt d.",
        "formulas": {"order of draws": "n", "z": "sqrt(d) n/|n|, and 0 for n = 0"},
    },
    "KWSA": {
        "words": "Gradient estimate by differences along the coordinates; one sample xi for all values.",
        "formulas": {"order of draws": "xi", "g_i": "[F(x + c e_i; xi) - F(x; xi)]/c"},
    },
    "RDSA": {
        "words": "Gradient estimate along one direction; one sample xi for both values, then z from the next d draws.",
        "formulas": {"order of draws": "xi, z", "g": "[F(x + c z; xi) - F(x; xi)]/c z"},
    },
    "IRDSA": {
        "words": "The mean of m = directions estimates of RDSA with one sample xi; z_j from the next d draws each.",
        "formulas": {
            "order of draws": "xi, z_1, ..., z_m",
            "g": "(1/m) sum_j [F(x + c z_j; xi) - F(x; xi)]/c z_j",
        },
    },
}


def classes_in(value: Any) -> set[str]:
    """The names of all classes in an encoded value."""
    if isinstance(value, list):
        return set().union(*map(classes_in, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {value["class"]} if "class" in value else set()
    return own.union(*map(classes_in, value.values()))
