"""How many review processes for how many texts: a queue, simulated from what was measured."""
