"""State of health as evidence: what was computed, from which inputs, by which method, and what cannot be known.

Arrays go into `kernels` and arrays come out; columns, units and reasons are here. The same inputs and the same method
version give the same bytes. No input or output.
"""
