"""Who may do what to people; everybody signed in may read."""

from handraiser.organisation.models import Role

KEEPERS = (Role.SALES, Role.MARKETING)  # owner, traits, merges, robots
TAG_KEEPERS = (Role.MARKETING,)  # what tags there are
JUDGES = (Role.SALES,)  # whether a claim is true
