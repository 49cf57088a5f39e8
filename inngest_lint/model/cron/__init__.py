"""The runs that a cron starts: what they find in their event."""
