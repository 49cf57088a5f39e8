"""What a function does outside its steps, in every request, and what its step handlers do."""
