"""Routes that are no question of their own: files of networks."""
