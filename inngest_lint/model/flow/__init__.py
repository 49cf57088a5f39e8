"""What runs when a piece of code runs, and on which paths."""
