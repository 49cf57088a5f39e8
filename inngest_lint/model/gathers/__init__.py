"""Gathers: which result is whose, and which may be an error."""
