"""The server's limits."""

MAX_STEPS = 1000  # steps per run; srv: consts.go:23
