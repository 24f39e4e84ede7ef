"""Convex problems whose minimisers and minima are certified: how far is a solver really?"""

import numpy as np
from benchopt import BaseObjective


class Objective(BaseObjective):
    """f of one of three kinds, measured against its certified minimum and minimiser."""

    name = "Certified optima"
    min_benchopt_version = "1.6"
    requirements = ("numpy",)

    def set_data(self, problem):
        """`problem` is the content of a file of `problems/`."""
        self.problem = problem
        self.data = {key: np.array(value) for key, value in problem["data"].items()}
        self.minimizer = np.array(problem["minimizer"])

    def value(self, x):
        """f(x)."""
        if self.problem["kind"] == "quadratic":
            return x @ self.data["A"] @ x / 2 - self.data["b"] @ x
        A, n = self.data["A"], len(self.data["A"])
        if self.problem["kind"] == "least-squares":
            return np.sum((A @ x - self.data["b"]) ** 2) / (2 * n)
        return np.mean(np.logaddexp(0, -self.data["y"] * (A @ x))) + self.data["mu"] * (x @ x) / 2

    def gradient(self, x):
        """The gradient of f at x."""
        if self.problem["kind"] == "quadratic":
            return self.data["A"] @ x - self.data["b"]
        A, n = self.data["A"], len(self.data["A"])
        if self.problem["kind"] == "least-squares":
            return A.T @ (A @ x - self.data["b"]) / n
        y = self.data["y"]
        return self.data["mu"] * x - A.T @ (y * np.exp(-np.logaddexp(0, y * (A @ x)))) / n

    def evaluate_result(self, x):
        """`suboptimality` is f(x) - f*, `distance` |x - x*|; below the certified radii both are rounding."""
        value = self.value(x)
        return {
            "value": value,
            "suboptimality": value - self.problem["minimum"],
            "distance": float(np.linalg.norm(x - self.minimizer)),
            "gradient_norm": float(np.linalg.norm(self.gradient(x))),
        }

    def get_one_result(self):
        """The start."""
        return {"x": np.array(self.problem["start"])}

    def get_objective(self):
        """What a solver gets."""
        return {
            "value": self.value,
            "gradient": self.gradient,
            "start": np.array(self.problem["start"]),
            "smoothness": self.problem["smoothness"],
            "strong_convexity": self.problem["strong_convexity"],
        }
