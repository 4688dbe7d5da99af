"""What a type says of a value: shape, cardinality, primitives, references. Knows types, no profile."""
