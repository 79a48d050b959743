"""What people type into moderation: members, moderators and admins."""
