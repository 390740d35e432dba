"""Vocabulary shared by two or more targets; one file per standard."""
