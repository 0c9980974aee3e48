"""The store of a review: SQLAlchemy models and every query. Returns values, takes values.

Functions take the session of :meth:`Store.read` or :meth:`Store.write` and live in modules by subject: ``harvest``
(searches, runs, pages), ``records``, ``judgements``, ``screening`` (decisions, releases, exports), ``sightings``.
"""

from harvester.store.engine import HEAD, Store, connect, schema_version, sqlite_path
from harvester.store.migrate import back_up, open_store, upgrade

__all__ = ["HEAD", "Store", "back_up", "connect", "open_store", "schema_version", "sqlite_path", "upgrade"]
