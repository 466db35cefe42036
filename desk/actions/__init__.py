"""Loading: the real Council, the demonstration, and the sample for measurements."""

from .council import load_council
from .demonstration import RealPeople, load_demonstration
from .sample import load_sample

__all__ = ["RealPeople", "load_council", "load_demonstration", "load_sample"]
