"""Học vụ số: one curriculum in, a website, booklets and learning packages out."""

__version__ = "0.1.0"
