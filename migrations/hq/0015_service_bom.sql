-- Finished products, their engineering BOM, and the service BOM made from it (P2, §8.1.2).
CREATE TABLE product_line (
  code TEXT NOT NULL PRIMARY KEY CHECK (code <> ''),
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE model (
  key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  product_line TEXT NOT NULL REFERENCES product_line (code),
  dealer_price_net_fen INTEGER CHECK (dealer_price_net_fen BETWEEN 1 AND 10000000000000), -- of the finished product, without tax
  status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
  owner_id TEXT NOT NULL, -- who keeps its service BOM
  bom_revision INTEGER NOT NULL CHECK (bom_revision >= 0), -- grows with every change of its BOMs
  bom_changed_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX model_line ON model (product_line, key);

-- The engineering BOM as engineering gave it. A line's part may be unknown to the catalogue; parent '' is the machine.
CREATE TABLE engineering_line (
  model_key TEXT NOT NULL REFERENCES model (key),
  line INTEGER NOT NULL CHECK (line > 0),
  parent_key TEXT NOT NULL CHECK (parent_key <> part_key),
  part_key TEXT NOT NULL CHECK (part_key <> ''),
  quantity_milli INTEGER NOT NULL CHECK (quantity_milli BETWEEN 1 AND 1000000000000),
  serial_from TEXT NOT NULL, -- as written; '' = from the first
  serial_to TEXT NOT NULL, -- included; '' = to the last
  serial_from_key TEXT NOT NULL, -- spelling that sorts as people count
  serial_to_key TEXT NOT NULL,
  PRIMARY KEY (model_key, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX engineering_line_part ON engineering_line (part_key, model_key);

-- How an assembly or part of a model is served; the latest of a part counts and the earlier ones are its history.
CREATE TABLE simplification (
  model_key TEXT NOT NULL REFERENCES model (key),
  part_key TEXT NOT NULL CHECK (part_key <> ''),
  seq INTEGER NOT NULL CHECK (seq > 0),
  action TEXT NOT NULL CHECK (action IN ('collapse', 'split', 'exclude', 'default')),
  reason TEXT NOT NULL CHECK (reason <> ''),
  decided_at INTEGER NOT NULL,
  decided_by TEXT NOT NULL,
  PRIMARY KEY (model_key, part_key, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER simplification_no_replace BEFORE INSERT ON simplification WHEN EXISTS (
  SELECT 1 FROM simplification s WHERE s.model_key = NEW.model_key AND s.part_key = NEW.part_key AND s.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'simplification/append-only'); END;
CREATE TRIGGER simplification_no_update BEFORE UPDATE ON simplification
BEGIN SELECT RAISE(ABORT, 'simplification/append-only'); END;
CREATE TRIGGER simplification_no_delete BEFORE DELETE ON simplification
BEGIN SELECT RAISE(ABORT, 'simplification/append-only'); END;

-- The service BOM: what remains after collapsing, splitting and excluding, with quantities per machine.
CREATE TABLE service_bom_line (
  model_key TEXT NOT NULL REFERENCES model (key),
  part_key TEXT NOT NULL CHECK (part_key <> ''),
  serial_from_key TEXT NOT NULL,
  serial_to_key TEXT NOT NULL, -- '' = built to this day: these lines count for the double rule
  serial_from TEXT NOT NULL,
  serial_to TEXT NOT NULL,
  quantity_milli INTEGER NOT NULL CHECK (quantity_milli BETWEEN 1 AND 1000000000000),
  PRIMARY KEY (model_key, part_key, serial_from_key, serial_to_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_bom_line_part ON service_bom_line (part_key, model_key);

-- One row: a counter that every change of models, product lines and BOMs moves, so that simulations notice.
CREATE TABLE bom_state (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO bom_state (id, revision) VALUES (1, 1);

-- Imports take files of models and of engineering BOMs too.
CREATE TABLE import_batch_next (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('parts', 'prices', 'models', 'engineeringBom')),
  version_id TEXT,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
  encoding TEXT CHECK (encoding IN ('utf-8', 'gb18030')),
  sheet TEXT,
  mode TEXT NOT NULL CHECK (mode IN ('upsert', 'insert')),
  columns TEXT NOT NULL CHECK (json_valid(columns)),
  status TEXT NOT NULL CHECK (
    status IN ('received', 'staging', 'simulated', 'applying', 'applied', 'failed', 'cancelled')),
  step INTEGER NOT NULL CHECK (step >= 0),
  pieces INTEGER NOT NULL CHECK (pieces >= 0),
  staged_pieces INTEGER NOT NULL CHECK (staged_pieces BETWEEN 0 AND pieces),
  settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
  total INTEGER CHECK (total >= 0),
  staged INTEGER NOT NULL CHECK (staged >= 0),
  judged INTEGER NOT NULL CHECK (judged >= 0),
  judged_line INTEGER NOT NULL,
  applied INTEGER NOT NULL CHECK (applied >= 0),
  applied_line INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  applied_revision INTEGER,
  counts TEXT NOT NULL CHECK (json_valid(counts)),
  file_issues TEXT NOT NULL CHECK (json_valid(file_issues)),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  applied_at INTEGER,
  ended_at INTEGER,
  forgotten_at INTEGER, -- since when its rows and files are gone
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_row_next (
  channel_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  line INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('pending', 'create', 'update', 'unchanged', 'reject')),
  key TEXT NOT NULL,
  identity TEXT NOT NULL,
  given TEXT NOT NULL CHECK (json_valid(given)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  issues TEXT NOT NULL CHECK (json_valid(issues)),
  PRIMARY KEY (channel_id, import_id, line),
  FOREIGN KEY (channel_id, import_id) REFERENCES import_batch_next (channel_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO import_batch_next SELECT * FROM import_batch;
INSERT INTO import_row_next SELECT * FROM import_row;
DROP TABLE import_row;
DROP TABLE import_batch;
ALTER TABLE import_batch_next RENAME TO import_batch;
ALTER TABLE import_row_next RENAME TO import_row;
CREATE INDEX import_row_identity ON import_row (channel_id, import_id, identity, line);
CREATE INDEX import_row_linked ON import_row (channel_id, import_id, line)
  WHERE json_type(given, '$.given.successorKey') IS NOT NULL;
CREATE INDEX import_created ON import_batch (channel_id, created_at, id);
CREATE INDEX import_kept ON import_batch (channel_id, created_at) WHERE forgotten_at IS NULL;
