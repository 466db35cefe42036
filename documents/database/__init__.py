"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from rec_portal.database import listed

from ..lifecycle import Category

FACTS = {
    "restricted": listed((Category.RESTRICTED, Category.SECRETARIAT)),
    "only_restricted": listed([Category.RESTRICTED])[1:-1],
}
