"""Zones: the rules as data, how a drawing or case addresses become a zone, and what a resident is told."""
