"""The suite proves itself: every named fault of the reference provider must move the checks meant for it, and no other.

The result is the kill matrix: which check catches which fault, and how.
"""
