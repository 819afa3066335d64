-- What the brand has decided about prices (§8.1): the double rule and margins by product line, corridors, steps, like parts.
ALTER TABLE part ADD COLUMN family TEXT NOT NULL DEFAULT '' CHECK (length(family) <= 40); -- parts whose prices belong side by side
ALTER TABLE part ADD COLUMN class_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE part ADD COLUMN class_by TEXT NOT NULL DEFAULT '';
ALTER TABLE part ADD COLUMN class_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX part_family ON part (family, key) WHERE family <> '';

-- Every change of a part's class, with who and why; written by the trigger alone.
CREATE TABLE part_class_change (
  part_key TEXT NOT NULL REFERENCES part (key),
  seq INTEGER NOT NULL CHECK (seq > 0),
  class_before TEXT NOT NULL,
  class TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (part_key, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER part_class_changed AFTER UPDATE OF class ON part WHEN NEW.class <> OLD.class BEGIN
  INSERT INTO part_class_change (part_key, seq, class_before, class, reason, changed_at, changed_by)
  SELECT NEW.key, coalesce(max(c.seq), 0) + 1, OLD.class, NEW.class, NEW.class_reason, NEW.class_at, NEW.class_by
  FROM part_class_change c WHERE c.part_key = NEW.key;
END;
CREATE TRIGGER part_class_change_no_replace BEFORE INSERT ON part_class_change WHEN EXISTS (
  SELECT 1 FROM part_class_change c WHERE c.part_key = NEW.part_key AND c.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'part-class-change/append-only'); END;
CREATE TRIGGER part_class_change_no_update BEFORE UPDATE ON part_class_change
BEGIN SELECT RAISE(ABORT, 'part-class-change/append-only'); END;
CREATE TRIGGER part_class_change_no_delete BEFORE DELETE ON part_class_change
BEGIN SELECT RAISE(ABORT, 'part-class-change/append-only'); END;

-- One version of the policy; the newest counts. Before the first there are no rules but the universal ones.
CREATE TABLE price_policy (
  seq INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),
  note TEXT NOT NULL CHECK (note <> ''),
  corridor_bps INTEGER NOT NULL CHECK (corridor_bps BETWEEN 0 AND 1000000), -- of a part against the version before
  family_corridor_bps INTEGER NOT NULL CHECK (family_corridor_bps BETWEEN 0 AND 1000000), -- of a family's average
  like_tolerance_bps INTEGER NOT NULL CHECK (like_tolerance_bps BETWEEN 0 AND 9999),
  supersession_tolerance_bps INTEGER NOT NULL CHECK (supersession_tolerance_bps BETWEEN 0 AND 9999),
  settlement_step_fen INTEGER NOT NULL CHECK (settlement_step_fen BETWEEN 1 AND 1000000),
  guide_step_fen INTEGER NOT NULL CHECK (guide_step_fen BETWEEN 1 AND 1000000),
  guide_module_bps INTEGER NOT NULL CHECK (guide_module_bps BETWEEN 10000 AND 1000000), -- guide = settlement × this
  guide_wear_bps INTEGER NOT NULL CHECK (guide_wear_bps BETWEEN 10000 AND 1000000),
  guide_standard_bps INTEGER NOT NULL CHECK (guide_standard_bps BETWEEN 10000 AND 1000000),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Product line '' stands for every line without a row of its own, and is always there.
CREATE TABLE price_policy_line (
  policy_seq INTEGER NOT NULL REFERENCES price_policy (seq),
  product_line TEXT NOT NULL,
  factor_bps INTEGER NOT NULL CHECK (factor_bps BETWEEN 1 AND 10000000), -- 20000 = double
  tolerance_bps INTEGER NOT NULL CHECK (tolerance_bps BETWEEN 0 AND 10000), -- of the ratio, either way
  module_margin_bps INTEGER NOT NULL CHECK (module_margin_bps BETWEEN 0 AND 1000000), -- on cost: target of a new module
  wear_margin_bps INTEGER NOT NULL CHECK (wear_margin_bps BETWEEN 0 AND 1000000), -- on cost; 0 by §8.1.3
  standard_margin_bps INTEGER NOT NULL CHECK (standard_margin_bps BETWEEN 0 AND 1000000), -- on cost: cap
  PRIMARY KEY (policy_seq, product_line)
) STRICT, WITHOUT ROWID;

CREATE TABLE price_policy_family (
  policy_seq INTEGER NOT NULL REFERENCES price_policy (seq),
  family TEXT NOT NULL CHECK (family <> ''),
  corridor_bps INTEGER NOT NULL CHECK (corridor_bps BETWEEN 0 AND 1000000), -- of its average, instead of the policy's
  PRIMARY KEY (policy_seq, family)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER price_policy_no_replace BEFORE INSERT ON price_policy WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM price_policy)
BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_no_update BEFORE UPDATE ON price_policy BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_no_delete BEFORE DELETE ON price_policy BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_line_no_replace BEFORE INSERT ON price_policy_line WHEN EXISTS (
  SELECT 1 FROM price_policy_line l WHERE l.policy_seq = NEW.policy_seq AND l.product_line = NEW.product_line)
BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_line_no_update BEFORE UPDATE ON price_policy_line BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_line_no_delete BEFORE DELETE ON price_policy_line BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_family_no_replace BEFORE INSERT ON price_policy_family WHEN EXISTS (
  SELECT 1 FROM price_policy_family f WHERE f.policy_seq = NEW.policy_seq AND f.family = NEW.family)
BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_family_no_update BEFORE UPDATE ON price_policy_family BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_family_no_delete BEFORE DELETE ON price_policy_family BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;

-- Like parts of sibling models: price of part = ratio × price of the other, within the tolerance (P6).
CREATE TABLE like_part (
  part_key TEXT NOT NULL REFERENCES part (key),
  other_key TEXT NOT NULL REFERENCES part (key) CHECK (other_key <> part_key),
  ratio_ppm INTEGER NOT NULL CHECK (ratio_ppm BETWEEN 1 AND 1000000000), -- 1000000 = the same price
  tolerance_bps INTEGER CHECK (tolerance_bps BETWEEN 0 AND 9999), -- the policy's when null
  reason TEXT NOT NULL CHECK (reason <> ''),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (part_key, other_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX like_part_other ON like_part (other_key, part_key);
CREATE TRIGGER like_part_once BEFORE INSERT ON like_part WHEN EXISTS (
  SELECT 1 FROM like_part l WHERE l.part_key = NEW.other_key AND l.other_key = NEW.part_key)
BEGIN SELECT RAISE(ABORT, 'like-part/declared-the-other-way'); END;

-- Where a draft's price comes from: a price by hand survives regeneration (P9).
ALTER TABLE price_book_entry ADD COLUMN origin TEXT NOT NULL DEFAULT 'import' CHECK (origin IN ('import', 'manual', 'compiled'));
