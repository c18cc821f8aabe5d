"""Services write. Each is a typed function, named verb_noun, that does one transaction."""
