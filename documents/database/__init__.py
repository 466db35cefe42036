"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from rec_portal.database import listed, paired

from ..lifecycle import RELEASED_BY_TWO, Category, widens

FACTS = {
    "wider": paired(
        (now, then) for now in RELEASED_BY_TWO for then in Category.values if widens(now, then)
    ),
    "only_restricted": listed([Category.RESTRICTED])[1:-1],
}
