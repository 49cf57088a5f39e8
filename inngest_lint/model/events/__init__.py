"""Events: what starts a function, and what it sends."""
