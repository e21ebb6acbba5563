"""The steps that make and change the tables; run by `pathway.storage.database.schema`."""
