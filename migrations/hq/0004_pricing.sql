-- Price books. A version is edited as a draft, approved by a second person, and never changes once published.
CREATE TABLE price_book_version (
  id TEXT NOT NULL PRIMARY KEY,
  book TEXT NOT NULL CHECK (book IN ('guide', 'settlement')),
  seq INTEGER NOT NULL CHECK (seq > 0),
  status TEXT NOT NULL CHECK (status IN ('draft', 'inReview', 'published', 'withdrawn')),
  method TEXT NOT NULL CHECK (method IN ('entries', 'discount')),
  tax_basis TEXT NOT NULL CHECK (tax_basis IN ('net', 'gross')),
  note TEXT NOT NULL,
  effective_on TEXT CHECK (effective_on GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  submitted_at INTEGER,
  submitted_by TEXT,
  approved_at INTEGER,
  approved_by TEXT,
  withdrawn_at INTEGER,
  withdrawn_by TEXT,
  withdrawn_reason TEXT,
  version INTEGER NOT NULL CHECK (version > 0),
  CHECK (book = 'settlement' OR method = 'entries'),
  CHECK (status NOT IN ('published', 'withdrawn') OR (effective_on IS NOT NULL AND approved_by IS NOT NULL)),
  CHECK (approved_by IS NULL OR (approved_by <> created_by AND approved_by <> submitted_by))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX price_book_version_seq ON price_book_version (book, seq);
CREATE UNIQUE INDEX price_book_version_in_force ON price_book_version (book, effective_on) WHERE status = 'published';

CREATE TABLE price_book_entry (
  version_id TEXT NOT NULL REFERENCES price_book_version (id),
  part_key TEXT NOT NULL REFERENCES part (key),
  grade TEXT NOT NULL, -- '' = every grade
  price_fen INTEGER NOT NULL CHECK (price_fen BETWEEN 1 AND 100000000000),
  tax_rate_bps INTEGER NOT NULL CHECK (tax_rate_bps BETWEEN 0 AND 10000),
  PRIMARY KEY (version_id, part_key, grade)
) STRICT, WITHOUT ROWID;
CREATE INDEX price_book_entry_part ON price_book_entry (part_key, version_id);

CREATE TABLE grade_discount (
  version_id TEXT NOT NULL REFERENCES price_book_version (id),
  grade TEXT NOT NULL REFERENCES grade (code),
  discount_bps INTEGER NOT NULL CHECK (discount_bps BETWEEN 1 AND 10000), -- the share of the guide price that is paid
  PRIMARY KEY (version_id, grade)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER price_book_version_no_replace BEFORE INSERT ON price_book_version BEGIN
  SELECT RAISE(ABORT, 'book/immutable') WHERE EXISTS (
    SELECT 1 FROM price_book_version v WHERE v.id = NEW.id OR (v.book = NEW.book AND v.seq = NEW.seq));
  SELECT RAISE(ABORT, 'book/born-published') WHERE NEW.status <> 'draft';
END;
CREATE TRIGGER price_book_version_immutable BEFORE UPDATE ON price_book_version
WHEN OLD.status IN ('published', 'withdrawn') AND NOT (
  OLD.status = 'published' AND NEW.status = 'withdrawn'
  AND NEW.id = OLD.id AND NEW.book = OLD.book AND NEW.seq = OLD.seq AND NEW.method = OLD.method
  AND NEW.tax_basis = OLD.tax_basis AND NEW.effective_on = OLD.effective_on AND NEW.created_by = OLD.created_by
  AND NEW.submitted_by = OLD.submitted_by AND NEW.approved_by = OLD.approved_by AND NEW.approved_at = OLD.approved_at)
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;
CREATE TRIGGER price_book_version_no_delete BEFORE DELETE ON price_book_version WHEN OLD.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;

CREATE TRIGGER price_book_entry_insert BEFORE INSERT ON price_book_entry BEGIN
  SELECT RAISE(ABORT, 'book/immutable') WHERE NOT EXISTS (
    SELECT 1 FROM price_book_version v WHERE v.id = NEW.version_id AND v.status = 'draft');
  SELECT RAISE(ABORT, 'book/core-has-no-price') WHERE EXISTS (SELECT 1 FROM part p WHERE p.key = NEW.part_key AND p.class = 'core');
END;
CREATE TRIGGER price_book_entry_update BEFORE UPDATE ON price_book_entry WHEN NOT EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = OLD.version_id AND v.status = 'draft') OR NEW.version_id <> OLD.version_id
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;
CREATE TRIGGER price_book_entry_delete BEFORE DELETE ON price_book_entry WHEN NOT EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = OLD.version_id AND v.status = 'draft')
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;

CREATE TRIGGER grade_discount_insert BEFORE INSERT ON grade_discount WHEN NOT EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = NEW.version_id AND v.status = 'draft' AND v.method = 'discount')
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;
CREATE TRIGGER grade_discount_update BEFORE UPDATE ON grade_discount WHEN NOT EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = OLD.version_id AND v.status = 'draft') OR NEW.version_id <> OLD.version_id
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;
CREATE TRIGGER grade_discount_delete BEFORE DELETE ON grade_discount WHEN NOT EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = OLD.version_id AND v.status = 'draft')
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;
