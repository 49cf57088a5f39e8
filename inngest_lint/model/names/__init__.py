"""What the names and expressions of one file stand for."""
