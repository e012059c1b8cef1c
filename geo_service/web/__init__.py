"""The pages and the HTTP API: parse, call one action, shape the answer."""
