"""What a run receives that a cron has started."""

# srv: pkg/execution/executor/service.go:1069-1079
EVENT_NAME = "inngest/scheduled.timer"
DATA_KEYS = frozenset({"cron", "scheduledAt", "fireAt"})
