"""Datums and metric planes."""
