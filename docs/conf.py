"""How the documentation is built: `sphinx-build -W -j auto docs docs/_build`."""

import sys
from pathlib import Path

import refimpl

sys.path.insert(0, str(Path(__file__).parent / "ext"))

project = "refimpl"
author = "The refimpl developers"
copyright = "2026, The refimpl developers"
version = release = refimpl.__version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinx_gallery.gen_gallery",
    "refimpl_docs",
]
exclude_patterns = ["_build", "methods"]
nitpicky = False

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "undoc-members": False}

sphinx_gallery_conf = {
    "examples_dirs": "../examples/gallery",
    "gallery_dirs": "gallery",
    "within_subsection_order": "FileNameSortKey",
    "reset_modules": ("gallery_style.style",),
    "abort_on_example_error": True,
    "image_srcset": ["2x"],
    "min_reported_time": 10,
    "show_memory": False,
    "write_computation_times": False,
    "show_signature": False,
    "download_all_examples": False,
}

html_theme = "furo"
html_title = "refimpl"
html_static_path = ["_static"]
html_css_files = ["refimpl.css"]
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5394", "color-brand-content": "#0b5394"},
    "dark_css_variables": {"color-brand-primary": "#7fb3e6", "color-brand-content": "#7fb3e6"},
}
