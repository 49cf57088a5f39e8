"""Fixes of steps: making them, their ids, and what they give."""
