"""What running a callable of the project does, through whatever it calls."""
