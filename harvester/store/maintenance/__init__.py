"""Look after a store as a whole: migrations, damage, backups."""
