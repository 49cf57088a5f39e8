"""The event graph: who sends what, and what it starts."""
