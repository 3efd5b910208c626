"""A test's log, reduced once on whatever holds it; plain pandas from then on."""
