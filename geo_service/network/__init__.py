"""The walk and drive network of the register: graph, boundary crossings, shortest paths. Metres throughout."""
