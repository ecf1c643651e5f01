"""Expertline: audience questions, answered by the right expert, signed, approved, published and kept."""

VERSION = "0.1.0"
