"""Where points that serve people stand, whole buildings assigned, with a proved bound; numbers only, no map."""
