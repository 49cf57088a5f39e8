"""A run: from paths to findings, over projects and processes, with what is remembered of them."""
