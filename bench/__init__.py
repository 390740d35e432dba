"""Measurements and long trials; each module is a command."""
