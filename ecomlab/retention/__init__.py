"""Chapter 5, retention: who comes back, and what a customer is worth."""
