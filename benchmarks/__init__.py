"""Measurements, printed side by side from one run. Nothing here is a test."""
