-- How far a channel's quote to its user may go from the market guide price (§8.3.2). No row: not at all.
CREATE TABLE deviation_band (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  max_discount_bps INTEGER NOT NULL CHECK (max_discount_bps BETWEEN 0 AND 10000),
  max_surcharge_bps INTEGER NOT NULL CHECK (max_surcharge_bps BETWEEN 0 AND 10000),
  version INTEGER NOT NULL CHECK (version > 0),
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL
) STRICT;
