"""Which errors a piece of code may let out, and which `except` gets them."""
