"""The static analyzer for Inngest functions written in Python."""

__version__ = "0.1.0"
