"""The store of a review: SQLAlchemy models and every query, with frozen values in and out.

Functions take the session of :meth:`Store.read` or :meth:`Store.write`. Each module has one subject: its values, then
its queries. ``models`` has the tables.
"""

from harvester.store.engine import HEAD, Store, connect, schema_version, sqlite_path
from harvester.store.identity import Owner
from harvester.store.maintenance.migrate import open_store, store_id, upgrade

__all__ = ["HEAD", "Owner", "Store", "connect", "open_store", "schema_version", "sqlite_path", "store_id", "upgrade"]
