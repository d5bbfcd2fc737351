"""The suite's own mutants: it is broken in small ways, one at a time, and its tests have to notice each of them.

`python -m tests.mutants` from the root of the checkout tries them; the tables beside this file are the ways.
"""
