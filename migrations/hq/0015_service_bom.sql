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
