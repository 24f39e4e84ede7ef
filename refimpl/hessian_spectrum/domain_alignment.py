"""Penalties that align domains for generalisation beyond them, on the head of a network. On the host.

Source      Hemati, Zhang, Estiri & Chen 2023 (Hessian-gradient products, diagonals); IRMv1 of Arjovsky et al. 2019;
            V-REx of Krueger et al. 2021; Fishr of Rame, Dancette & Cord 2022; CORAL of Sun & Saenko 2016.
Domains     problems with value, gradient, hessian_vector and, for Fishr, sample_gradients, at one point: f_e, g_e, H_e.
Why         with a common minimiser the excess loss of one domain over another within distance delta is at most
            (delta^2/2) times the largest eigenvalue of H_T - H_S, up to third order                          (derived)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def gradients(domains: Sequence[Any], x: np.ndarray) -> np.ndarray:
    """g_e, shape (E, d)."""
    return np.array([domain.gradient(x) for domain in domains])


def hessian_gradient_products(domains: Sequence[Any], x: np.ndarray) -> np.ndarray:
    """H_e g_e = |g_e| grad |g_e|, shape (E, d)."""
    return np.array([domain.hessian_vector(x, domain.gradient(x)) for domain in domains])


def product_of_means(domains: Sequence[Any], x: np.ndarray) -> np.ndarray:
    """(mean H_e)(mean g_e): the target of a public implementation, not the mean of the products H_e g_e."""
    g = gradients(domains, x).mean(axis=0)
    return np.mean([domain.hessian_vector(x, g) for domain in domains], axis=0)


def alignment(parts: np.ndarray, g: np.ndarray, alpha: float, beta: float, target: Any = None) -> float:
    """Mean over domains of alpha |p_e - target|^2 + beta |g_e - mean g|^2; the target is the mean of p_e unless given.

    `parts` (E, d) holds products H_e g_e or estimates of the diagonals of H_e, `g` (E, d) the gradients.
    """
    target = parts.mean(axis=0) if target is None else target
    spread = np.sum((parts - target) ** 2, axis=1), np.sum((g - g.mean(axis=0)) ** 2, axis=1)
    return float(np.mean(alpha * spread[0] + beta * spread[1]))


def irm(domains: Sequence[Any], x: np.ndarray) -> float:
    """IRMv1: mean of (d f_e(w x)/dw)^2 at w = 1, for a head that is linear in x: (x'g_e)^2."""
    return float(np.mean((gradients(domains, x) @ x) ** 2))


def vrex(domains: Sequence[Any], x: np.ndarray) -> float:
    """V-REx: variance of the losses over the domains, divided by their number."""
    return float(np.var([domain.value(x) for domain in domains]))


def fishr(domains: Sequence[Any], x: np.ndarray) -> float:
    """Fishr: mean of |v_e - mean v|^2, v_e the variances of the gradients of single examples, divided by n."""
    v = np.array([domain.sample_gradients(x).var(axis=0) for domain in domains])
    return float(np.mean(np.sum((v - v.mean(axis=0)) ** 2, axis=1)))


def coral(first: np.ndarray, second: np.ndarray) -> float:
    """CORAL: |C_1 - C_2|_F^2 / (4 p^2), covariances of features (n, p), divided by n - 1."""
    difference = np.atleast_2d(np.cov(first, rowvar=False)) - np.atleast_2d(np.cov(second, rowvar=False))
    return float(np.sum(difference**2) / (4 * first.shape[1] ** 2))
