"""Steps: their ids, the loops around them, the values that differ between requests."""
