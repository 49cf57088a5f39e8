"""What runs beside other code: steps in gathers, tasks and threads, branches of a group."""
