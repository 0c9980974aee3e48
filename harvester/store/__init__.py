"""The store of a review: SQLAlchemy models and every query, with frozen values in and out.

Functions take the session of :meth:`Store.read` or :meth:`Store.write`. Each module has one subject: its values, then
its queries. ``models`` has the tables.
"""

from harvester.store.engine import HEAD, Store, connect, schema_version, sqlite_path
from harvester.store.migrate import back_up, open_store, upgrade

__all__ = ["HEAD", "Store", "back_up", "connect", "open_store", "schema_version", "sqlite_path", "upgrade"]
