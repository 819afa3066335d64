-- Parts, their search terms, and the counter that tells caches the catalogue has changed.
CREATE TABLE catalogue_state (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue_state (id, revision) VALUES (1, 1);

CREATE TABLE part (
  key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
  loose_key TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  unit TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('module', 'wear', 'standard', 'core')),
  cost_fen INTEGER CHECK (cost_fen BETWEEN 0 AND 10000000000000),
  weight_g INTEGER NOT NULL CHECK (weight_g >= 0),
  tax_rate_bps INTEGER NOT NULL CHECK (tax_rate_bps BETWEEN 0 AND 10000),
  serviceable INTEGER NOT NULL CHECK (serviceable IN (0, 1)),
  pack_quantity INTEGER NOT NULL CHECK (pack_quantity > 0),
  successor_key TEXT CHECK (successor_key <> key),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_loose ON part (loose_key, key);
CREATE INDEX part_updated ON part (updated_at, key);
CREATE INDEX part_successor ON part (successor_key) WHERE successor_key IS NOT NULL;

-- Chinese bigrams and English words of the names; a hit is verified with instr.
CREATE TABLE part_term (
  term TEXT NOT NULL,
  part_key TEXT NOT NULL REFERENCES part (key),
  PRIMARY KEY (term, part_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_term_part ON part_term (part_key);

CREATE TABLE import_batch (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('parts', 'prices')),
  version_id TEXT,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('simulated', 'applied')),
  revision INTEGER NOT NULL,
  counts TEXT NOT NULL CHECK (json_valid(counts)),
  file_issues TEXT NOT NULL CHECK (json_valid(file_issues)),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  applied_at INTEGER,
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_row (
  channel_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  line INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('create', 'update', 'unchanged', 'reject')),
  key TEXT NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  issues TEXT NOT NULL CHECK (json_valid(issues)),
  PRIMARY KEY (channel_id, import_id, line),
  FOREIGN KEY (channel_id, import_id) REFERENCES import_batch (channel_id, id)
) STRICT, WITHOUT ROWID;
