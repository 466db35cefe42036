from . import (
    adopting,
    consensus,
    discussing,
    drafting,
    exports,
    following,
    proposing,
    reading,
    reporting,
)

__all__ = [
    "adopting",
    "consensus",
    "discussing",
    "drafting",
    "exports",
    "following",
    "proposing",
    "reading",
    "reporting",
]
