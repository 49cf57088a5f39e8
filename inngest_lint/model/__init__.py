"""One file's Inngest functions as objects: what rules ask."""
