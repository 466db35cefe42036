"""Loading: the real Council, the demonstration, and the sample for measurements; and whom an organisation sends."""

from .council import load_council
from .demonstration import RealPeople, load_demonstration
from .sample import load_sample
from .standing import Newcomer, Paper, appoint

__all__ = [
    "Newcomer",
    "Paper",
    "RealPeople",
    "appoint",
    "load_council",
    "load_demonstration",
    "load_sample",
]
