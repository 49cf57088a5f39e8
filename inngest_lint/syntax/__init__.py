"""One file, read with LibCST: parse, walk, scopes, names, literals, spans."""
