"""Demo data: some weeks in the life of a college, made by a generator with a fixed seed through the services' own calls.

Nothing is written past the services: every account went through its chain, every text through its stages, at its own time,
for the clock travels along. So the demo holds nothing that a college could not have done itself.
"""

from deploy.demo.fill import fill

__all__ = ["fill"]
