"""Addresses as text: one way to write them, their parts, and the keys under which a register finds them."""
