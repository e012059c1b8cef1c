"""What a person can do, one function each, the store first. Entrances parse, call one of these, and print."""
