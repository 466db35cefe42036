from . import (
    adopting,
    consensus,
    discussing,
    drafting,
    exports,
    following,
    paragraphs,
    positions,
    proposing,
    reading,
    reporting,
    revisions,
)

__all__ = [
    "adopting",
    "consensus",
    "discussing",
    "drafting",
    "exports",
    "following",
    "paragraphs",
    "positions",
    "proposing",
    "reading",
    "reporting",
    "revisions",
]
