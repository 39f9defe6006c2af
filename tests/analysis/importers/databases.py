"""Databases made for tests, with the tables that MLflow and Trackio make."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

Rows = Mapping[str, Sequence[Sequence[object]]]

MLFLOW = """
CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL, name VARCHAR(250), PRIMARY KEY (run_uuid));
CREATE TABLE "metrics" (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL,
    run_uuid VARCHAR(32) NOT NULL, step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN DEFAULT '0' NOT NULL,
    CONSTRAINT metric_pk PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
CREATE TABLE params (key VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32) NOT NULL);
CREATE TABLE tags (key VARCHAR(250) NOT NULL, value VARCHAR(5000), run_uuid VARCHAR(32) NOT NULL);
"""
TRACKIO = """
CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT, run_name TEXT, step INTEGER, metrics TEXT);
CREATE TABLE configs (id INTEGER PRIMARY KEY AUTOINCREMENT, run_name TEXT, config TEXT, created_at TEXT);
CREATE TABLE system_metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT, run_name TEXT, metrics TEXT);
"""


def database(path: Path, schema: str, rows: Rows) -> Path:
    """A database with some rows; each table is named with the columns that are given: ``params(key, value)``."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema)
        for table, entries in rows.items():
            for entry in entries:
                marks = ", ".join("?" * len(entry))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", entry)  # noqa: S608 - names of the tests
        connection.commit()
        path.write_bytes(connection.serialize())
    return path
