"""The code of a project: its modules, and what their names and calls stand for."""
