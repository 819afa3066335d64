-- Freight by zone, and the runs that close months.
CREATE TABLE freight_tariff (
  zone TEXT NOT NULL PRIMARY KEY,
  per_kg_fen INTEGER NOT NULL CHECK (per_kg_fen BETWEEN 0 AND 10000000000000),
  minimum_fen INTEGER NOT NULL CHECK (minimum_fen BETWEEN 0 AND 10000000000000),
  free_from_fen INTEGER CHECK (free_from_fen BETWEEN 1 AND 10000000000000),
  tax_rate_bps INTEGER NOT NULL CHECK (tax_rate_bps BETWEEN 0 AND 10000),
  version INTEGER NOT NULL CHECK (version > 0),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE closing_run (
  id TEXT NOT NULL PRIMARY KEY,
  month TEXT NOT NULL UNIQUE CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'),
  started_at INTEGER NOT NULL,
  last_fired_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
