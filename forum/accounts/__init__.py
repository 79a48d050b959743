"""Who people are: members, roles, sessions, sign-in, limits, blocks and voices."""
