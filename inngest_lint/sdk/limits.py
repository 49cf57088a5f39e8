"""The server's limits."""

MAX_STEPS = 1000  # steps per run; srv: consts.go:23
MAX_TRIGGERS = 10  # per function; srv: consts.go:128
