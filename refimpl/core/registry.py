"""All methods, one line each. Nothing is imported until a method is asked for."""

from __future__ import annotations

import importlib
from difflib import get_close_matches
from typing import Any, NamedTuple

from refimpl.engines import NAMES as ENGINES


class Method(NamedTuple):
    """What is known of a method without importing it.

    `path` is 'family.module:Class' within refimpl; `sources` are catalogue ids, with '/i' where the method is
    algorithm i of that row ('P017/1'); `needs` names the oracles it calls; `example` is the example problem
    that `refimpl run` takes when none is named; `engines` are the engines that apply.
    """

    name: str
    path: str
    sources: tuple[str, ...]
    needs: tuple[str, ...]
    example: str
    engines: tuple[str, ...] = ENGINES

    @property
    def family(self) -> str:
        """The family, as the catalogue spells it."""
        return self.path.partition(".")[0].replace("_", "-")

    @property
    def module(self) -> str:
        """Its module within refimpl; claims and mutants mirror it."""
        return self.path.partition(":")[0]

    @property
    def papers(self) -> tuple[str, ...]:
        """Catalogue ids of the papers, the first one being the source of the claims unless they name another."""
        return tuple(dict.fromkeys(source.partition("/")[0] for source in self.sources))

    @property
    def paper(self) -> str:
        """The first of `papers`; empty for a method that the catalogue does not have."""
        return next(iter(self.papers), "")

    @property
    def covers(self) -> tuple[tuple[str, int], ...]:
        """(paper, index) of every algorithm of the catalogue that this method is."""
        pairs = (source.split("/") for source in self.sources if "/" in source)
        return tuple((paper, int(index)) for paper, index in pairs)

    def load(self) -> Any:
        """The algorithm's class."""
        module, _, cls = self.path.partition(":")
        return getattr(importlib.import_module(f"refimpl.{module}"), cls)


GRADIENT, HESSIAN, HVP = ("gradient",), ("gradient", "hessian"), ("gradient", "hessian_vector")
PRODUCT, VALUE = ("hessian_vector",), ("value",)
SAMPLED = ("sample_value", "sample_gradient")
CENTRAL = ("gradient", "hessian", "curvature_gradient")
LMO = "linear_minimizer"
ALL_SAMPLES = ("sample_gradients",)
OUTPUTS = ("sample_jacobian", "sample_output_gradient", "sample_output_hessian")
GAINS = ("gradient", "gauss_newton", "input_moment")
GATED = ("gates", "gated_gradient")
VALUES = ("sample_value",)
CODES = ("latent_code", "latent_value", "latent_pullback")
CLIENTS = ("sample_value", "sample_count")
NOISY = ("noisy_value", "noise_score")
TERMS = ("sample_gradients", "sample_hessian_vectors")
DRAWN_LEVELS = ("realisation", "upper_projection", "lower_projection")
LEVELS = ("upper_x", "upper_y", "lower_x", "lower_y")
BOTH_LEVELS = (*LEVELS[:2], "upper_yy", "upper_xy", "lower_y", "lower_yy", "lower_xy")
VALUED_LEVELS = ("upper", "upper_x", "lower_x", "lower_y")
UPPER_AND_LOWER = ("upper_x", "upper_y", "lower_y")
PRODUCTS = (*UPPER_AND_LOWER, "lower_yy_vector", "lower_xy_vector")

# fmt: off
METHODS = (
    Method("sam", "flatness.sam:SAM", ("P020/0", "P086/2", "P116/1", "P062/1", "P105/2", "P069/2"), GRADIENT,
           "quadratic"),
    Method("stochastic-sam", "flatness.stochastic_sam:StochasticSAM", ("P020/0",), ("sample_gradient",),
           "least-squares"),
    Method("usam", "flatness.usam:USAM", ("P020/2", "P040/0", "P062/1"), GRADIENT, "quadratic"),
    Method("stochastic-usam", "flatness.stochastic_usam:StochasticUSAM", ("P040/0", "P107/0"), ("sample_gradient",),
           "quadratic-regression"),
    Method("amp", "flatness.amp:AMP", ("P191/0", "P191/1"), GRADIENT, "quadratic"),
    Method("sam-on", "flatness.sam_on:SAMON", ("P056/0",), GRADIENT, "quadratic"),
    Method("asam-on", "flatness.asam_on:ASAMON", ("P056/2",), GRADIENT, "quadratic"),
    Method("random-mask-sam", "flatness.random_mask_sam:RandomMaskSAM", ("P086/1", "P056/1"), GRADIENT, "quadratic"),
    Method("fisher-mask-sam", "flatness.fisher_mask_sam:FisherMaskSAM", ("P086/0",), ("gradient", "sample_gradients"),
           "least-squares"),
    Method("sam-dual-norm", "flatness.sam_dual_norm:SAMDualNorm", ("P020/0",), GRADIENT, "quadratic"),
    Method("asam", "flatness.asam:ASAM", ("P020/1",), GRADIENT, "quadratic"),
    Method("looksam", "flatness.looksam:LookSAM", (), GRADIENT, "quadratic"),
    Method("fisher-sam", "flatness.fisher_sam:FisherSAM", (), ("sample_gradients", "gradient"), "few-examples"),
    Method("tram", "flatness.tram:TRAM", ("P069/0",), ("gradient", "prediction_kl"), "softmax-regression"),
    Method("tram-input-noise", "flatness.tram_input_noise:TRAMInputNoise", ("P069/0",), ("gradient", "input_kl"),
           "softmax-regression"),
    Method("tram-fisher", "flatness.tram_fisher:TRAMFisher", ("P069/1",),
           ("gradient", "sample_gradients", "prediction_kl"), "softmax-regression"),
    Method("udim", "flatness.udim:UDIM", ("P067/0",), ("gradient", "input_gradients", "shifted_gradient"),
           "softmax-regression"),
    Method("perturbed-gd", "flatness.perturbed_gd:PerturbedGD", ("P107/2",), GRADIENT, "saddle"),
    Method("dnsam", "flatness.dnsam:DNSAM", ("P062/1",), ("gradient", "sample_gradient"), "integer-least-squares"),
    Method("gam", "flatness.gam:GAM", ("P006/0", "P105/1"), ("gradient", "hessian_vector"), "logistic"),
    Method("gam-accelerated", "flatness.gam_accelerated:GAMAccelerated", ("P006/0",), GRADIENT, "quadratic"),
    Method("gam-sam", "flatness.gam_sam:GAMSAM", ("P006/3",), ("gradient", "hessian_vector"), "logistic"),
    Method("sgld", "flatness.sgld:SGLD", ("P532/1",), ("sample_gradient",), "least-squares"),
    Method("entropy-mcmc", "flatness.entropy_mcmc:EntropyMCMC", ("P532/0",), ("sample_gradient",), "least-squares"),
    Method("entropy-sgd", "flatness.entropy_sgd:EntropySGD", ("P532/2",), ("sample_gradient",), "least-squares"),
    Method("entropy-sgld", "flatness.entropy_sgld:EntropySGLD", ("P532/3",), ("sample_gradient",), "least-squares"),
    Method("zeroth-order-flatness", "flatness.zeroth_order_flatness:ZerothOrderFlatness", ("P006/1",), GRADIENT,
           "logistic"),
    Method("first-order-flatness", "flatness.first_order_flatness:FirstOrderFlatness", ("P006/2",),
           ("gradient", "hessian_vector"), "logistic"),
    Method("one-sam", "flatness.one_sam:OneSAM", ("P036/0",), ("sample_gradient",), "two-layer-tanh"),
    Method("adaptive-sharpness", "flatness.adaptive_sharpness:AdaptiveSharpness", ("P066/0", "P066/1"), GRADIENT,
           "logistic"),
    Method("adaptive-sharpness-cube", "flatness.adaptive_sharpness_cube:AdaptiveSharpnessCube", ("P066/0", "P066/1"),
           GRADIENT, "logistic"),
    Method("fad", "flatness.fad:FAD", ("P105/0",), GRADIENT, "quadratic"),
    Method("forward-gradient-regularisation",
           "flatness.forward_gradient_regularisation:ForwardGradientRegularisation", ("P048/0",), GRADIENT,
           "logistic"),
    Method("backward-gradient-regularisation",
           "flatness.backward_gradient_regularisation:BackwardGradientRegularisation", ("P048/0",), GRADIENT,
           "logistic"),
    Method("gradient-regularisation", "flatness.gradient_regularisation:GradientRegularisation", ("P048/1",),
           ("gradient", "hessian_vector"), "logistic"),
    Method("gradient-norm-penalty", "flatness.gradient_norm_penalty:GradientNormPenalty", (), GRADIENT, "logistic"),
    Method("flooding", "flatness.flooding:Flooding", ("P048/2",), ("value", "gradient"), "quadratic"),
    Method("lazy-newton", "second_order.lazy_newton:LazyNewton", ("P017/1",), HESSIAN, "logistic"),
    Method("cubic-newton", "second_order.cubic_newton:CubicNewton", (), HESSIAN, "far-robust-regression"),
    Method("lazy-cubic-newton", "second_order.lazy_cubic_newton:LazyCubicNewton", ("P017/0",), HESSIAN,
           "small-robust-regression"),
    Method("adaptive-lazy-newton", "second_order.adaptive_lazy_newton:AdaptiveLazyNewton", ("P017/3",), HESSIAN,
           "cubic-power"),
    Method("aicn", "second_order.aicn:AICN", ("P052/1",), HESSIAN, "logistic"),
    Method("root-newton", "second_order.root_newton:RootNewton", ("P052/0",), HESSIAN, "logistic"),
    Method("backtracking-newton", "second_order.backtracking_newton:BacktrackingNewton", ("P052/2",), HESSIAN,
           "quartic-perturbation"),
    Method("newton", "second_order.newton:Newton", ("P052/3",), HESSIAN, "logistic"),
    Method("shamanskii", "second_order.shamanskii:Shamanskii", ("P017/2",), HESSIAN, "logistic"),
    Method("coupled-newton", "second_order.coupled_newton:CoupledNewton", ("P390/1",), ("mean_hessian",),
           "hessian-family"),
    Method("distributed-shampoo", "second_order.distributed_shampoo:DistributedShampoo",
           ("P390/0", "P390/2", "P390/3", "P390/4"), GRADIENT, "matrix-quadratic"),
    Method("adahessian", "second_order.adahessian:AdaHessian", ("P359/0", "P359/2", "P130/2"), HVP,
           "two-layer-tanh"),
    Method("oasis", "second_order.oasis:OASIS", ("P130/0",), HVP, "two-layer-tanh"),
    Method("stochastic-oasis", "second_order.stochastic_oasis:StochasticOASIS", ("P130/0",),
           ("sample_gradient", "sample_hessian_vector"), "softmax-regression"),
    Method("egn", "second_order.egn:EGN", ("P074/0", "P444/1"), OUTPUTS, "unregularised-softmax"),
    Method("egn-adaptive", "second_order.egn_adaptive:EGNAdaptive", ("P074/1",), (*OUTPUTS, "sample_value"),
           "unregularised-softmax"),
    Method("sgn", "second_order.sgn:SGN", ("P074/2",), OUTPUTS, "unregularised-softmax"),
    Method("psgd", "second_order.psgd:PSGD", ("P342/0", "P342/4"), HVP, "gaussian-wells"),
    Method("psgd-triangular", "second_order.psgd_triangular:PSGDTriangular", ("P342/4",), HVP, "gaussian-wells"),
    Method("psgd-spd", "second_order.psgd_spd:PSGDSPD", ("P342/3",), HVP, "gaussian-wells"),
    Method("psgd-euclidean", "second_order.psgd_euclidean:PSGDEuclidean", ("P342/2",), HVP, "gaussian-wells"),
    Method("psgd-closed-form", "second_order.psgd_closed_form:PSGDClosedForm", ("P342/1",), HVP, "gaussian-wells"),
    Method("psgd-bfgs", "second_order.psgd_bfgs:PSGDBFGS", ("P342/5",), HVP, "gaussian-wells"),
    Method("owo-bp", "second_order.owo_bp:OWOBP", ("P380/2",), GAINS, "two-layer-inputs"),
    Method("hwo", "second_order.hwo:HWO", ("P380/1",), GAINS, "two-layer-inputs"),
    Method("oig", "second_order.oig:OIG", ("P380/0",), GAINS, "two-layer-inputs"),
    Method("oig-hwo", "second_order.oig_hwo:OIGHWO", ("P380/3",), GAINS, "two-layer-inputs"),
    Method("esgd", "second_order.esgd:ESGD", ("P444/1",), HVP, "two-layer-tanh"),
    Method("mfac", "second_order.mfac:MFAC", ("P140/1", "P140/3"), ("sample_gradient",), "least-squares"),
    Method("steihaug", "second_order.steihaug:Steihaug", ("P497/1",), ("value", "gradient", "hessian_vector"),
           "far-robust-regression"),
    Method("levenberg-marquardt", "second_order.levenberg_marquardt:LevenbergMarquardt", ("P124/0",),
           ("residual", "jacobian_vector", "jacobian_transpose_vector", "jacobian_squares"),
           "overdetermined-regression"),
    Method("lm-subsets", "second_order.lm_subsets:LMSubsets", ("P124/1",), ("residual", "jacobian"),
           "overdetermined-regression"),
    Method("polynomial-gradient", "second_order.polynomial_gradient:PolynomialGradient", ("P388/0", "P388/1"), HESSIAN,
           "logistic"),
    Method("polynomial-fast-gradient", "second_order.polynomial_fast_gradient:PolynomialFastGradient", ("P388/2",),
           HESSIAN, "logistic"),
    Method("krylov-gradient", "second_order.krylov_gradient:KrylovGradient", ("P388/3",), HESSIAN, "logistic"),
    Method("regularised-newton", "second_order.regularised_newton:RegularisedNewton", (), HESSIAN, "logistic"),
    Method("super-universal-newton", "second_order.super_universal_newton:SuperUniversalNewton", (), HESSIAN,
           "cubic-chain"),
    Method("normalised-fisher-newton", "second_order.normalised_fisher_newton:NormalisedFisherNewton",
           ("P226/0", "P226/1", "P226/3"), ("value", "gradient", "sample_gradients"), "small-robust-regression"),
    Method("normalised-gauss-newton", "second_order.normalised_gauss_newton:NormalisedGaussNewton",
           ("P226/0", "P226/1", "P226/3"), ("value", "gradient", "gauss_newton"), "overdetermined-regression"),
    Method("damped-newton", "second_order.damped_newton:DampedNewton", (), HESSIAN, "logistic"),
    Method("saddle-free-newton", "second_order.saddle_free_newton:SaddleFreeNewton", ("P250/0",), HESSIAN,
           "small-robust-regression"),
    Method("krylov-saddle-free-newton", "second_order.krylov_saddle_free_newton:KrylovSaddleFreeNewton", ("P250/1",),
           HVP, "robust-regression"),
    Method("fosi", "second_order.fosi:FOSI", ("P411/0",), HESSIAN, "log-quadratic"),
    Method("fosi-heavy-ball", "second_order.fosi_heavy_ball:FOSIHeavyBall", ("P411/1",), HESSIAN, "log-quadratic"),
    Method("fosi-adam", "second_order.fosi_adam:FOSIAdam", ("P411/2",), HESSIAN, "log-quadratic"),
    Method("sophia-h", "second_order.sophia_h:SophiaH", ("P188/0",), HVP, "robust-regression"),
    Method("clipped-newton", "second_order.clipped_newton:ClippedNewton", ("P188/2",), HESSIAN, "quadratic"),
    Method("sophia-g", "second_order.sophia_g:SophiaG", ("P188/1",), ("gradient", "label_gradient"),
           "small-logistic"),
    Method("stochastic-polyak", "second_order.stochastic_polyak:StochasticPolyak", ("P334/1",), SAMPLED,
           "least-squares"),
    Method("psps", "second_order.psps:PSPS", ("P334/1", "P334/4"), (*SAMPLED, "sample_hessian_vector"),
           "softmax-regression"),
    Method("sania-adagrad-sqr", "second_order.sania_adagrad_sqr:SANIAAdaGradSQR", ("P334/0",), SAMPLED,
           "unregularised-softmax"),
    Method("sania-adam-sqr", "second_order.sania_adam_sqr:SANIAAdamSQR", ("P334/0",), SAMPLED, "least-squares"),
    Method("newton-polyak", "second_order.newton_polyak:NewtonPolyak", ("P334/2",), ("value", *HESSIAN),
           "small-logistic"),
    Method("polyak-cubic-newton", "second_order.polyak_cubic_newton:PolyakCubicNewton", ("P334/3",),
           ("value", *HESSIAN), "small-robust-regression"),
    Method("natural-gradient", "natural_gradient_kfac.natural_gradient:NaturalGradient", ("P387/1",),
           ("gradient", "gauss_newton"), "least-squares"),
    Method("adafisher", "natural_gradient_kfac.adafisher:AdaFisher", ("P420/0",),
           ("sample_jacobian", "sample_output_gradient"), "unregularised-softmax"),
    Method("adafisher-w", "natural_gradient_kfac.adafisher_w:AdaFisherW", ("P420/1",),
           ("sample_jacobian", "sample_output_gradient"), "unregularised-softmax"),
    Method("kfac-rank-one", "natural_gradient_kfac.kfac_rank_one:KFACRankOne", ("P400/2",),
           ("sample_jacobian", "sample_output_gradient"), "unregularised-softmax"),
    Method("mkor", "natural_gradient_kfac.mkor:MKOR", ("P400/0",),
           ("sample_jacobian", "sample_output_gradient"), "unregularised-softmax"),
    Method("mkor-h", "natural_gradient_kfac.mkor_h:MKORH", ("P400/1",),
           ("value", "sample_jacobian", "sample_output_gradient"), "unregularised-softmax"),
    Method("thermodynamic-ngd", "natural_gradient_kfac.thermodynamic_ngd:ThermodynamicNGD", ("P387/0",),
           ("gradient", "gauss_newton"), "two-layer-tanh"),
    Method("thermodynamic-ngd-delayed",
           "natural_gradient_kfac.thermodynamic_ngd_delayed:ThermodynamicNGDDelayed", ("P387/2",),
           ("gradient", "gauss_newton"), "two-layer-tanh"),
    Method("frank-wolfe", "frank_wolfe.frank_wolfe:FrankWolfe", ("P087", "P354/1"), ("gradient", LMO), "noisy-ball"),
    Method("monotonic-frank-wolfe", "frank_wolfe.monotonic_frank_wolfe:MonotonicFrankWolfe", ("P354/0",),
           ("value", "gradient", LMO), "simplex-quadratic"),
    Method("away-frank-wolfe", "frank_wolfe.away_frank_wolfe:AwayFrankWolfe", ("P354/2",),
           ("value", "gradient", LMO), "simplex-quadratic"),
    Method("short-step-frank-wolfe", "frank_wolfe.short_step_frank_wolfe:ShortStepFrankWolfe", ("P087",),
           ("gradient", LMO), "simplex-quadratic"),
    Method("line-search-frank-wolfe", "frank_wolfe.line_search_frank_wolfe:LineSearchFrankWolfe", ("P087",),
           ("gradient", "hessian_vector", LMO), "simplex-quadratic"),
    Method("pairwise-frank-wolfe", "frank_wolfe.pairwise_frank_wolfe:PairwiseFrankWolfe", ("P354",),
           ("gradient", LMO), "simplex-quadratic"),
    Method("stochastic-frank-wolfe", "frank_wolfe.stochastic_frank_wolfe:StochasticFrankWolfe", ("P087/1",),
           ("sample_gradient", LMO), "noisy-ball"),
    Method("zo-frank-wolfe", "frank_wolfe.zo_frank_wolfe:ZOFrankWolfe", ("P087/0",),
           ("sample_value", LMO), "noisy-ball"),
    Method("deterministic-zo-frank-wolfe", "frank_wolfe.deterministic_zo_frank_wolfe:DeterministicZOFrankWolfe",
           ("P087/0",), ("value", LMO), "ball-quadratic"),
    Method("nonconvex-zo-frank-wolfe", "frank_wolfe.nonconvex_zo_frank_wolfe:NonconvexZOFrankWolfe",
           ("P087/0",), ("sample_value", LMO), "noisy-ball"),
    Method("zo-rank-sgd", "zeroth_order.zo_rank_sgd:ZORankSGD", ("P218/0", "P218/1"), VALUE, "quadratic"),
    Method("zo-rank-line-search", "zeroth_order.zo_rank_line_search:ZORankLineSearch", ("P218/2",), VALUE, "quadratic"),
    Method("forward-gradient", "zeroth_order.forward_gradient:ForwardGradient",
           ("P358/0", "P308/0", "P265/0", "P367/5"), GRADIENT, "quadratic"),
    Method("cbo", "zeroth_order.cbo:CBO", ("P001/0",), VALUE, "quadratic"),
    Method("consensus-hopping", "zeroth_order.consensus_hopping:ConsensusHopping", ("P001/1",), VALUE, "quadratic"),
    Method("minimizing-movement", "zeroth_order.minimizing_movement:MinimizingMovement", ("P001/2",), HESSIAN,
           "logistic"),
    Method("guided-forward-gradient", "zeroth_order.guided_forward_gradient:GuidedForwardGradient",
           ("P265/1", "P265/2"), GRADIENT, "quadratic"),
    Method("fixed-point-forward-gradient", "zeroth_order.fixed_point_forward_gradient:FixedPointForwardGradient",
           ("P308/1",), VALUE, "quadratic"),
    Method("sign-forward-gradient", "zeroth_order.sign_forward_gradient:SignForwardGradient", ("P308/2",), VALUE,
           "quadratic"),
    Method("mezo", "zeroth_order.mezo:MeZO", ("P365/0", "P365/1", "P367/0", "P128/1"), VALUES, "quadratic-regression"),
    Method("zo-sign-sgd", "zeroth_order.zo_sign_sgd:ZOSignSGD", ("P367/1",), VALUES, "quadratic-regression"),
    Method("zo-momentum", "zeroth_order.zo_momentum:ZOMomentum", ("P367/2",), VALUES, "quadratic-regression"),
    Method("zo-conservative", "zeroth_order.zo_conservative:ZOConservative", ("P367/3",), VALUES,
           "quadratic-regression"),
    Method("zo-adam", "zeroth_order.zo_adam:ZOAdam", ("P367/4", "P365/2"), VALUES, "quadratic-regression"),
    Method("zo-blockwise", "zeroth_order.zo_blockwise:ZOBlockwise", ("P367/6",), VALUES, "quadratic-regression"),
    Method("zo-hybrid", "zeroth_order.zo_hybrid:ZOHybrid", ("P367/7",), ("sample_value", "sample_gradient"),
           "quadratic-regression"),
    Method("zo-sparse", "zeroth_order.zo_sparse:ZOSparse", ("P367/8",), VALUES, "quadratic-regression"),
    Method("sparse-mezo", "zeroth_order.sparse_mezo:SparseMeZO", ("P373/0", "P373/1"), VALUES, "quadratic-regression"),
    Method("sensitive-zo", "zeroth_order.sensitive_zo:SensitiveZO", ("P372/0", "P372/1"),
           ("sample_value", "sample_gradients"), "two-layer-tanh"),
    Method("adazeta", "zeroth_order.adazeta:AdaZeta", ("P364/0", "P364/2"), VALUES, "tensor-train"),
    Method("zo-ae-ds", "zeroth_order.zo_ae_ds:ZOAEDS", ("P370/0", "P370/1"),
           CODES, "black-box-defense"),
    Method("zo-ae-ds-coordinates", "zeroth_order.zo_ae_ds_coordinates:ZOAEDSCoordinates", ("P370/1",), CODES,
           "black-box-defense"),
    Method("federated-zo", "zeroth_order.federated_zo:FederatedZO", ("P214/3",), CLIENTS,
           "quadratic-regression"),
    Method("fzoos", "zeroth_order.fzoos:FZooS", ("P214/0", "P214/1", "P214/2"), CLIENTS, "quadratic-regression"),
    Method("likelihood-ratio", "zeroth_order.likelihood_ratio:LikelihoodRatio", ("P209/0", "P209/1"), NOISY,
           "two-layer-tanh"),
    Method("layerwise-likelihood-ratio", "zeroth_order.layerwise_likelihood_ratio:LayerwiseLikelihoodRatio",
           ("P209/1",), NOISY, "two-layer-tanh"),
    Method("zopo", "zeroth_order.zopo:ZOPO", ("P368/0", "P368/1", "P368/2"), ("value", "projection"),
           "noisy-simplex"),
    Method("l1-subgradient", "nonsmooth_nonconvex.l1_subgradient:L1Subgradient", ("P224/0", "P224/2"), GRADIENT,
           "quadratic"),
    Method("ista", "nonsmooth_nonconvex.ista:ISTA", ("P224/2",), GRADIENT, "quadratic"),
    Method("projected-sgd", "nonsmooth_nonconvex.projected_sgd:ProjectedSGD", ("P082/0", "P082/2"),
           ("sample_gradient", "projection"), "noisy-simplex"),
    Method("prox-linear", "nonsmooth_nonconvex.prox_linear:ProxLinear", ("P082/0",),
           ("sample_value", "sample_gradient"), "phase-retrieval"),
    Method("proximal-point", "nonsmooth_nonconvex.proximal_point:ProximalPoint", ("P082/0",), ("sample_prox",),
           "phase-retrieval"),
    Method("o2nc", "nonsmooth_nonconvex.o2nc:O2NC", ("P146/0", "P146/1"), ("sample_gradient",), "finite-noise"),
    Method("optimistic-o2nc", "nonsmooth_nonconvex.optimistic_o2nc:OptimisticO2NC", ("P146/2",), GRADIENT,
           "log-quadratic"),
    Method("cvar-subgradient", "nonsmooth_nonconvex.cvar_subgradient:CVaRSubgradient", ("P077/1",), SAMPLED,
           "least-squares"),
    Method("cvar-prox-linear", "nonsmooth_nonconvex.cvar_prox_linear:CVaRProxLinear", ("P077/0",), SAMPLED,
           "least-squares"),
    Method("cvar-proximal-point", "nonsmooth_nonconvex.cvar_proximal_point:CVaRProximalPoint", ("P077/2",), SAMPLED,
           "least-squares"),
    Method("gfm-plus", "nonsmooth_nonconvex.gfm_plus:GFMPlus", ("P110/0", "P110/1"), VALUES, "quadratic-regression"),
    Method("warm-gfm-plus", "nonsmooth_nonconvex.warm_gfm_plus:WarmGFMPlus", ("P110/2",), VALUES,
           "quadratic-regression"),
    Method("accelerated-smoothing", "zeroth_order.accelerated_smoothing:AcceleratedSmoothing", ("P362/0", "P362/1"),
           VALUES, "quadratic-regression"),
    Method("saddle-smoothing", "zeroth_order.saddle_smoothing:SaddleSmoothing", ("P362/2",), VALUE, "bilinear-game"),
    Method("zo-adamu", "zeroth_order.zo_adamu:ZOAdaMU", ("P369/0", "P369/1"), VALUES, "quadratic-regression"),
    Method("fedkseed", "zeroth_order.fedkseed:FedKSeed", ("P376/0",), VALUES, "quadratic-regression"),
    Method("fedkseed-pro", "zeroth_order.fedkseed_pro:FedKSeedPro", ("P376/1",), VALUES, "quadratic-regression"),
    Method("one-plus-lambda-ea", "global_bo.one_plus_lambda:OnePlusLambdaEA", ("P418/0", "P418/2", "P418/3", "P418/4"),
           VALUE, "integer-quadratic"),
    Method("one-comma-lambda-ea", "global_bo.one_comma_lambda:OneCommaLambdaEA", ("P418/1", "P418/3", "P418/4"), VALUE,
           "integer-quadratic"),
    Method("successive-halving", "global_bo.successive_halving:SuccessiveHalving", ("P489/4",), CLIENTS,
           "few-examples"),
    Method("hyperband", "global_bo.hyperband:Hyperband", ("P489/0",), CLIENTS, "few-examples"),
    Method("expected-improvement", "global_bo.expected_improvement:ExpectedImprovement", ("P196/1",), VALUE,
           "gaussian-wells"),
    Method("cge", "zeroth_order.cge:CGE", ("P128/0", "P128/3"), VALUES, "quadratic-regression"),
    Method("f2sa", "bilevel.f2sa:F2SA", ("P305/0",), LEVELS, "bilevel"),
    Method("penalty-gradient", "bilevel.penalty_gradient:PenaltyGradient", ("P099/0", "P133/2"), LEVELS,
           "bilevel-well-conditioned"),
    Method("implicit-gradient", "bilevel.implicit_gradient:ImplicitGradient",
           ("P294/0", "P251/3", "P241/1", "P099/3", "P535/3", "P133/2"),
           (*UPPER_AND_LOWER, "lower_yy", "lower_xy_vector"), "bilevel-curved"),
    Method("fixed-point-gradient", "bilevel.fixed_point_gradient:FixedPointGradient", ("P294/1", "P294/2"),
           (*PRODUCTS, "lower_xy"), "bilevel-coupled"),
    Method("reverse-unrolled", "bilevel.reverse_unrolled:ReverseUnrolled",
           ("P251/0", "P251/1", "P345/0", "P536/1", "P536/2"), PRODUCTS, "bilevel-curved"),
    Method("forward-unrolled", "bilevel.forward_unrolled:ForwardUnrolled", ("P345/1", "P251/2"),
           (*UPPER_AND_LOWER, "lower_yy", "lower_xy"), "bilevel-curved"),
    Method("neumann-gradient", "bilevel.neumann_gradient:NeumannGradient", ("P286/0", "P304/2"), PRODUCTS,
           "bilevel-curved"),
    Method("cg-gradient", "bilevel.cg_gradient:CGGradient", ("P286/1", "P244/1"), PRODUCTS, "bilevel-curved"),
    Method("cold-start", "bilevel.cold_start:ColdStart", ("P304/0",), PRODUCTS, "bilevel-curved"),
    Method("damped-gradient", "bilevel.damped_gradient:DampedGradient", ("P304/3",),
           (*UPPER_AND_LOWER, "lower_yy", "lower_xy_vector"), "bilevel-curved"),
    Method("hoag", "bilevel.hoag:HOAG", ("P241/0", "P244/2"), PRODUCTS, "bilevel-curved"),
    Method("hoag-adaptive", "bilevel.hoag_adaptive:AdaptiveHOAG", ("P241/2",), (*PRODUCTS, "upper"),
           "bilevel-curved"),
    Method("maid", "bilevel.maid:MAID", ("P244/0",), (*PRODUCTS, "upper"), "bilevel-curved"),
    Method("bome", "bilevel.bome:BOME", ("P271/1",), LEVELS, "bilevel-resting"),
    Method("meha", "bilevel.meha:MEHA", ("P271/0",), LEVELS, "bilevel-many-solutions"),
    Method("bamm", "bilevel.bamm:BAMM", ("P313/0",), BOTH_LEVELS, "bilevel-many-solutions"),
    Method("bda", "bilevel.bda:BDA", ("P536/0",), BOTH_LEVELS, "bilevel-many-solutions"),
    Method("one-stage-bda", "bilevel.one_stage_bda:OneStageBDA", ("P536/3",), LEVELS, "bilevel-curved"),
    Method("cournot", "bilevel.cournot:Cournot", ("P535/0",), DRAWN_LEVELS, "bilevel-noisy"),
    Method("monopoly", "bilevel.monopoly:Monopoly", ("P535/1",), DRAWN_LEVELS, "bilevel-noisy"),
    Method("projected-penalty", "bilevel.projected_penalty:ProjectedPenalty", ("P099/1",), DRAWN_LEVELS,
           "bilevel-noisy"),
    Method("stochastic-f2sa", "bilevel.stochastic_f2sa:StochasticF2SA", ("P305/0",), DRAWN_LEVELS, "bilevel-noisy"),
    Method("f3sa", "bilevel.f3sa:F3SA", ("P305/1", "P099/2"), DRAWN_LEVELS, "bilevel-noisy"),
    Method("bo-rep", "bilevel.bo_rep:BOREP", ("P238/0", "P238/1", "P238/2", "P238/3"), ("realisation",),
           "bilevel-noisy"),
    Method("stocbio", "bilevel.stocbio:StocBiO", ("P238/4",), ("realisation",), "bilevel-noisy"),
    Method("ttsa", "bilevel.ttsa:TTSA", ("P238/4",), ("realisation", "upper_projection"), "bilevel-noisy"),
    Method("ma-soba", "bilevel.ma_soba:MASOBA", ("P238/4",), ("realisation",), "bilevel-noisy"),
    Method("lv-hba", "bilevel.lv_hba:LVHBA", ("P133/0",),
           (*LEVELS, "constraint", "constraint_x", "constraint_y", "joint_projection"), "bilevel-half-space"),
    Method("iaptt", "bilevel.iaptt:IAPTT", ("P133/2",), (*PRODUCTS, "upper"), "bilevel-curved"),
    Method("metagradient-descent", "bilevel.metagradient_descent:MetagradientDescent", ("P277/0", "P277/1"), PRODUCTS,
           "bilevel-curved"),
    Method("implicit-diffusion", "bilevel.implicit_diffusion:ImplicitDiffusion", ("P449/0",), VALUED_LEVELS,
           "bilevel-curved"),
    Method("nested-langevin", "bilevel.nested_langevin:NestedLangevin", ("P449/1",), VALUED_LEVELS,
           "bilevel-curved"),
    Method("implicit-diffusion-denoising", "bilevel.implicit_diffusion_denoising:ImplicitDiffusionDenoising",
           ("P449/0", "P449/3"), PRODUCTS, "bilevel-curved"),
    Method("bloop", "bilevel.bloop:Bloop", ("P081/0", "P081/1"), ("realisation",), "bilevel-noisy"),
    Method("pcgrad", "bilevel.pcgrad:PCGrad", ("P081/1",), ("realisation",), "bilevel-noisy"),
    Method("metabalance", "bilevel.metabalance:MetaBalance", ("P081/1",), ("realisation",), "bilevel-noisy"),
    Method("gradient-descent", "first_order_adaptive.gradient_descent:GradientDescent",
           ("P064/0", "P290/0", "P341/3", "P224/1"), GRADIENT, "quadratic"),
    Method("dp-sat", "dp.dp_sat:DPSAT", ("P026/0",), ALL_SAMPLES, "few-examples"),
    Method("dp-sgd", "dp.dp_sgd:DPSGD", ("P026/1",), ALL_SAMPLES, "few-examples"),
    Method("dp-sam", "dp.dp_sam:DPSAM", ("P026/2",), ALL_SAMPLES, "few-examples"),
    Method("adgd", "first_order_adaptive.adgd:AdGD", ("P130/2",), GRADIENT, "logistic"),
    Method("sgd-momentum", "first_order_adaptive.sgd_momentum:SGDMomentum", (), GRADIENT, "quadratic"),
    Method("nesterov", "first_order_adaptive.nesterov:Nesterov", (), GRADIENT, "quadratic"),
    Method("adagrad", "first_order_adaptive.adagrad:AdaGrad", (), GRADIENT, "quadratic"),
    Method("rmsprop", "first_order_adaptive.rmsprop:RMSProp", (), GRADIENT, "quadratic"),
    Method("lion", "first_order_adaptive.lion:Lion", ("P299/0",), GRADIENT, "quadratic"),
    Method("lion-k", "first_order_adaptive.lion_k:LionK", ("P299/1",), GRADIENT, "quadratic"),
    Method("schedule-free-sgd", "first_order_adaptive.schedule_free_sgd:ScheduleFreeSGD", ("P473/0",), GRADIENT,
           "quadratic"),
    Method("schedule-free-adamw", "first_order_adaptive.schedule_free_adamw:ScheduleFreeAdamW", ("P473/1",), GRADIENT,
           "quadratic"),
    Method("dog", "first_order_adaptive.dog:DoG", ("P327/0",), GRADIENT, "quadratic"),
    Method("sign-gd", "first_order_adaptive.sign_gd:SignGD", ("P188/3",), GRADIENT, "quadratic"),
    Method("shampoo", "first_order_adaptive.shampoo:Shampoo", ("P344/0",), GRADIENT, "matrix-quadratic"),
    Method("shampoo-4bit", "pruning_quantisation.shampoo_4bit:Shampoo4bit", ("P386/0",), GRADIENT, "matrix-quadratic"),
    Method("shampoo-4bit-naive", "pruning_quantisation.shampoo_4bit_naive:Shampoo4bitNaive", ("P386/3",), GRADIENT,
           "matrix-quadratic"),
    Method("full-matrix-adagrad", "first_order_adaptive.full_matrix_adagrad:FullMatrixAdaGrad", ("P344/1",),
           GRADIENT, "integer-quadratic"),
    Method("lamb", "first_order_adaptive.lamb:LAMB", (), GRADIENT, "quadratic"),
    Method("adam", "first_order_adaptive.adam:Adam", ("P353/0", "P353/2", "P276/0", "P301/1", "P356/1"), GRADIENT,
           "quadratic"),
    Method("adamw", "first_order_adaptive.adamw:AdamW", ("P355/1", "P023/1"), GRADIENT, "quadratic"),
    Method("adamax", "first_order_adaptive.adamax:AdaMax", ("P353/1",), GRADIENT, "quadratic"),
    Method("adamomentum", "first_order_adaptive.adamomentum:AdaMomentum", ("P282/0",), GRADIENT, "quadratic"),
    Method("diffgrad", "first_order_adaptive.diffgrad:DiffGrad", ("P301/0",), GRADIENT, "quadratic"),
    Method("adabelief", "first_order_adaptive.adabelief:AdaBelief", (), GRADIENT, "quadratic"),
    Method("yogi", "first_order_adaptive.yogi:Yogi", (), GRADIENT, "quadratic"),
    Method("adadelta", "first_order_adaptive.adadelta:AdaDelta", (), GRADIENT, "quadratic"),
    Method("adan", "first_order_adaptive.adan:Adan", (), GRADIENT, "quadratic"),
    Method("ademamix", "first_order_adaptive.ademamix:AdEMAMix", ("P355/0",), GRADIENT, "quadratic"),
    Method("grams", "first_order_adaptive.grams:Grams", ("P023/0",), GRADIENT, "quadratic"),
    Method("cautious-adam", "first_order_adaptive.cautious_adam:CautiousAdam", ("P023/2",), GRADIENT, "quadratic"),
    Method("ano", "first_order_adaptive.ano:Ano", ("P322/0",), GRADIENT, "quadratic"),
    Method("anolog", "first_order_adaptive.anolog:Anolog", ("P322/1",), GRADIENT, "quadratic"),
    Method("adam-nc", "first_order_adaptive.adam_nc:AdamNC", ("P276/2",), GRADIENT, "quadratic"),
    Method("amsgrad", "first_order_adaptive.amsgrad:AMSGrad", ("P276/1",), GRADIENT, "quadratic"),
    Method("nadam", "first_order_adaptive.nadam:NAdam", (), GRADIENT, "quadratic"),
    Method("radam", "first_order_adaptive.radam:RAdam", (), GRADIENT, "quadratic"),
    Method("lars", "first_order_adaptive.lars:LARS", (), GRADIENT, "quadratic"),
    Method("lbfgs", "first_order_adaptive.lbfgs:LBFGS", ("P444/0",), GRADIENT, "quadratic"),
    Method("adafactor", "first_order_adaptive.adafactor:Adafactor", (), GRADIENT, "matrix-quadratic"),
    Method("power-iteration", "hessian_spectrum.power_iteration:PowerIteration", (), PRODUCT, "robust-regression"),
    Method("lanczos", "hessian_spectrum.lanczos:Lanczos", (), PRODUCT, "robust-regression"),
    Method("hutchinson", "hessian_spectrum.hutchinson:Hutchinson", ("P513/1", "P359/1", "P130/1"), PRODUCT,
           "robust-regression"),
    Method("stochastic-lanczos-quadrature",
           "hessian_spectrum.stochastic_lanczos_quadrature:StochasticLanczosQuadrature", (), PRODUCT,
           "robust-regression"),
    Method("spectral-momentum", "hessian_spectrum.spectral_momentum:SpectralMomentum", ("P512/1",), HVP,
           "log-quadratic"),
    Method("policy-gradient", "hessian_spectrum.policy_gradient:PolicyGradient", ("P231/3",),
           ("policy", "reward", "score"), "softmax-policy"),
    Method("gradient-flow-solution", "dynamics_theory.gradient_flow_solution:GradientFlowSolution", ("P064/1",),
           ("flow_residual",), "deep-scalar-network"),
    Method("gradient-flow", "dynamics_theory.gradient_flow:GradientFlow", ("P341/4",), GRADIENT, "quadratic"),
    Method("gd-central-flow", "dynamics_theory.gd_central_flow:GDCentralFlow", ("P341/0",), CENTRAL,
           "sharpening-valley"),
    Method("scalar-rmsprop-central-flow",
           "dynamics_theory.scalar_rmsprop_central_flow:ScalarRMSPropCentralFlow", ("P341/1",), CENTRAL,
           "sharpening-valley"),
    Method("rmsprop-central-flow", "dynamics_theory.rmsprop_central_flow:RMSPropCentralFlow", ("P341/2",),
           CENTRAL, "sharpening-valley"),
    Method("sgd-stability", "dynamics_theory.sgd_stability:SGDStability", ("P118/0", "P287/0"),
           ("mean_hessian", "mean_conjugation"), "hessian-family"),
    Method("sam-sde", "dynamics_theory.sam_sde:SAMSDE", ("P062/0",), TERMS, "integer-least-squares"),
    Method("usam-sde", "dynamics_theory.usam_sde:USAMSDE", ("P062/0",), TERMS, "integer-least-squares"),
    Method("dnsam-sde", "dynamics_theory.dnsam_sde:DNSAMSDE", ("P062/0",), ("gradient", *TERMS),
           "integer-least-squares"),
    Method("dropout-sgd", "dynamics_theory.dropout_sgd:DropoutSGD", ("P201/0",), GATED, "gated-logistic"),
    Method("dropout-sme1", "dynamics_theory.dropout_sme1:DropoutSME1", ("P201/1",), GATED, "gated-logistic"),
    Method("dropout-sme2", "dynamics_theory.dropout_sme2:DropoutSME2", ("P201/1",),
           (*GATED, "gated_hessian_vector"), "gated-logistic"),
    Method("rmsprop-sde", "dynamics_theory.rmsprop_sde:RMSPropSDE", ("P356/2",), ALL_SAMPLES, "integer-least-squares"),
    Method("adam-sde", "dynamics_theory.adam_sde:AdamSDE", ("P356/3",), ALL_SAMPLES, "integer-least-squares"),
    Method("svag-rmsprop", "dynamics_theory.svag_rmsprop:SVAGRMSProp", ("P356/4", "P356/0"), ("sample_gradient",),
           "integer-least-squares"),
)
# fmt: on


def get_method(name: str) -> Method:
    """The method of that name; ValueError with the nearest names otherwise."""
    for method in METHODS:
        if method.name == name:
            return method
    known = [method.name for method in METHODS]
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {', '.join(near)}?" if near else f"known: {', '.join(known)}"
    raise ValueError(f"algorithm must be a registered name, got {name!r}; {hint}")
