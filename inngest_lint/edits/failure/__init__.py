"""Fixes of failure handling: the event of a failure, and the errors that are raised."""
