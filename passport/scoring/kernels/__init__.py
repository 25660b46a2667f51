"""Numerical methods: float64 arrays in, float64 arrays out, equation numbers and sources in the docstrings."""
