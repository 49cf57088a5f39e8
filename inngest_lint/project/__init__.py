"""The whole project, read with `ast`: what rules ask about code outside the file under check."""
