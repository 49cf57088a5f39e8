"""How functions reach Inngest: the lists that are served."""
