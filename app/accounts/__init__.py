"""People, organs, posts, roles, permissions, log-in, API tokens. Not: what a post holder does in a case (tasks, cases)."""
