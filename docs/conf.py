import refimpl

project = "refimpl"
author = "The refimpl developers"
copyright = "2026, The refimpl developers"
version = release = refimpl.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.mathjax", "sphinx.ext.viewcode"]
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "undoc-members": False}
html_theme = "alabaster"
html_theme_options = {"description": "Ground truth for optimisation algorithms", "page_width": "1040px"}
exclude_patterns = ["_build"]
nitpicky = False
