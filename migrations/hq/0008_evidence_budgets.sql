-- Tamper-evidence of both trails, daily budgets of different parts, and the watch over look-ups.
-- A look-up is one row, of one part or of a hundred. items holds of each [number as asked, part or null, status], or the
-- number alone for a priced part that was asked for by it.
CREATE TABLE lookup_audit_next (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  role TEXT NOT NULL,
  guide_version_id TEXT,
  settlement_version_id TEXT,
  items TEXT NOT NULL CHECK (items LIKE '[%]'),
  request_id TEXT NOT NULL,
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO lookup_audit_next
SELECT channel_id, id, at, actor_id, role, guide_version_id, settlement_version_id,
  json_array(json_array(requested_number, part_key, status)), request_id
FROM lookup_audit;
DROP TABLE lookup_audit;
ALTER TABLE lookup_audit_next RENAME TO lookup_audit;
CREATE TRIGGER lookup_audit_no_replace BEFORE INSERT ON lookup_audit BEGIN
  SELECT RAISE(ABORT, 'audit/append-only') WHERE EXISTS (
    SELECT 1 FROM lookup_audit WHERE channel_id = NEW.channel_id AND id = NEW.id);
END;
CREATE TRIGGER lookup_audit_no_update BEFORE UPDATE ON lookup_audit BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;

-- In which order the rows of a trail came, without a gap: what blocks seal.
CREATE TABLE audit_order (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  stream TEXT NOT NULL CHECK (stream IN ('audit', 'lookup')),
  seq INTEGER NOT NULL CHECK (seq > 0),
  row_id TEXT NOT NULL,
  PRIMARY KEY (channel_id, stream, seq)
) STRICT, WITHOUT ROWID;

-- Sealed runs of rows, each holding the hash of the one before.
CREATE TABLE audit_block (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  stream TEXT NOT NULL CHECK (stream IN ('audit', 'lookup')),
  seq INTEGER NOT NULL CHECK (seq > 0),
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  first_id TEXT NOT NULL,
  last_id TEXT NOT NULL,
  row_count INTEGER NOT NULL CHECK (row_count BETWEEN 1 AND 500),
  row_marks TEXT NOT NULL, -- the first 12 digits of each row's hash, so that a changed row can be named
  rows_hash TEXT NOT NULL CHECK (length(rows_hash) = 64),
  previous_hash TEXT NOT NULL, -- '' for the first
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  sealed_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, stream, seq),
  CHECK (last_seq - first_seq + 1 = row_count)
) STRICT, WITHOUT ROWID;

-- Look-up blocks taken to R2 after their time on the database. The last block stays here to hold the chain.
CREATE TABLE lookup_archive (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  last_block INTEGER NOT NULL,
  first_block INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  last_hash TEXT NOT NULL,
  through_at INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  object TEXT NOT NULL,
  etag TEXT NOT NULL,
  archived_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, last_block)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER lookup_archive_insert BEFORE INSERT ON lookup_archive BEGIN
  SELECT RAISE(ABORT, 'audit/append-only') WHERE EXISTS (
    SELECT 1 FROM lookup_archive a WHERE a.channel_id = NEW.channel_id AND a.last_block >= NEW.last_block);
  SELECT RAISE(ABORT, 'audit/not-sealed') WHERE NOT EXISTS (
    SELECT 1 FROM audit_block b WHERE b.channel_id = NEW.channel_id AND b.stream = 'lookup' AND b.seq = NEW.last_block
      AND b.last_seq = NEW.last_seq AND b.hash = NEW.last_hash);
END;
CREATE TRIGGER lookup_archive_no_update BEFORE UPDATE ON lookup_archive BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;
CREATE TRIGGER lookup_archive_no_delete BEFORE DELETE ON lookup_archive BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;

CREATE TRIGGER audit_order_insert BEFORE INSERT ON audit_order BEGIN
  SELECT RAISE(ABORT, 'audit/append-only') WHERE EXISTS (
    SELECT 1 FROM audit_order o WHERE o.channel_id = NEW.channel_id AND o.stream = NEW.stream AND o.seq >= NEW.seq);
END;
CREATE TRIGGER audit_order_no_update BEFORE UPDATE ON audit_order BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;
CREATE TRIGGER audit_order_no_delete BEFORE DELETE ON audit_order WHEN NOT EXISTS (
  SELECT 1 FROM lookup_archive a WHERE a.channel_id = OLD.channel_id AND OLD.stream = 'lookup' AND OLD.seq < a.last_seq)
BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;

CREATE TRIGGER audit_block_insert BEFORE INSERT ON audit_block BEGIN
  SELECT RAISE(ABORT, 'audit/append-only') WHERE EXISTS (
    SELECT 1 FROM audit_block b WHERE b.channel_id = NEW.channel_id AND b.stream = NEW.stream AND b.seq >= NEW.seq);
  SELECT RAISE(ABORT, 'audit/chain-broken') WHERE NEW.seq > 1 AND NOT EXISTS (
    SELECT 1 FROM audit_block b WHERE b.channel_id = NEW.channel_id AND b.stream = NEW.stream AND b.seq = NEW.seq - 1
      AND b.hash = NEW.previous_hash AND b.last_seq = NEW.first_seq - 1);
END;
CREATE TRIGGER audit_block_no_update BEFORE UPDATE ON audit_block BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;
CREATE TRIGGER audit_block_no_delete BEFORE DELETE ON audit_block WHEN NOT EXISTS (
  SELECT 1 FROM lookup_archive a WHERE a.channel_id = OLD.channel_id AND OLD.stream = 'lookup' AND OLD.seq < a.last_block)
BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;

CREATE TRIGGER lookup_audit_no_delete BEFORE DELETE ON lookup_audit WHEN NOT EXISTS (
  SELECT 1 FROM lookup_archive a WHERE a.channel_id = OLD.channel_id AND OLD.at <= a.through_at)
BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;

INSERT INTO audit_order (channel_id, stream, seq, row_id)
SELECT channel_id, 'audit', row_number() OVER (PARTITION BY channel_id ORDER BY id), id FROM audit ORDER BY channel_id, id;
INSERT INTO audit_order (channel_id, stream, seq, row_id)
SELECT channel_id, 'lookup', row_number() OVER (PARTITION BY channel_id ORDER BY id), id FROM lookup_audit ORDER BY channel_id, id;

CREATE TRIGGER audit_ordered AFTER INSERT ON audit BEGIN
  INSERT INTO audit_order (channel_id, stream, seq, row_id)
  SELECT NEW.channel_id, 'audit', coalesce(max(o.seq), 0) + 1, NEW.id FROM audit_order o
  WHERE o.channel_id = NEW.channel_id AND o.stream = 'audit';
END;
CREATE TRIGGER lookup_audit_ordered AFTER INSERT ON lookup_audit BEGIN
  INSERT INTO audit_order (channel_id, stream, seq, row_id)
  SELECT NEW.channel_id, 'lookup', coalesce(max(o.seq), 0) + 1, NEW.id FROM audit_order o
  WHERE o.channel_id = NEW.channel_id AND o.stream = 'lookup';
END;

-- Look-ups of a principal on one Shanghai day; the row of actor '' is the whole channel.
CREATE TABLE lookup_day (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  actor_id TEXT NOT NULL,
  day TEXT NOT NULL,
  lookups INTEGER NOT NULL,
  misses INTEGER NOT NULL,
  parts INTEGER NOT NULL, -- different numbers asked for
  allowed INTEGER NOT NULL, -- how many of them the day allowed
  PRIMARY KEY (channel_id, actor_id, day)
) STRICT, WITHOUT ROWID;

-- The different numbers asked for on a day; kept until the day is over.
CREATE TABLE lookup_part (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  day TEXT NOT NULL,
  number TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  own INTEGER NOT NULL CHECK (own IN (0, 1)), -- 0: HQ asked in the channel's name
  PRIMARY KEY (channel_id, day, number, actor_id)
) STRICT, WITHOUT ROWID;

-- How far a tenant's look-ups have been watched (actor ''), and what is remembered of each principal.
CREATE TABLE lookup_watch (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  actor_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  memory TEXT NOT NULL CHECK (json_valid(memory)),
  PRIMARY KEY (channel_id, actor_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE api_key ADD COLUMN distinct_parts_per_day INTEGER NOT NULL DEFAULT 300 CHECK (distinct_parts_per_day > 0);
ALTER TABLE channel ADD COLUMN distinct_parts_per_day INTEGER NOT NULL DEFAULT 2000 CHECK (distinct_parts_per_day > 0);

-- Part numbers nobody has a reason to ask for.
CREATE TABLE honey_part (
  number TEXT NOT NULL PRIMARY KEY CHECK (number <> ''),
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the watch over look-ups found; once per principal, kind and Shanghai day. actor_id '' = the whole channel.
CREATE TABLE lookup_alert (
  id TEXT NOT NULL PRIMARY KEY,
  channel_id TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  role TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('sequentialRun', 'missRatio', 'aboveMedian', 'budgetReached', 'honeyPart')),
  day TEXT NOT NULL,
  at INTEGER NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  status TEXT NOT NULL CHECK (status IN ('open', 'acknowledged')),
  acknowledged_at INTEGER,
  acknowledged_by TEXT,
  CHECK ((status = 'acknowledged') = (acknowledged_at IS NOT NULL AND acknowledged_by IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX lookup_alert_once ON lookup_alert (channel_id, actor_id, kind, day);
CREATE INDEX lookup_alert_at ON lookup_alert (at, id);

-- The head of every chain, kept apart from the chains of the channels.
CREATE TABLE audit_head (
  tenant_id TEXT NOT NULL,
  place TEXT NOT NULL CHECK (place IN ('hq', 'channel')),
  stream TEXT NOT NULL CHECK (stream IN ('audit', 'lookup')),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  sealed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, place, stream)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_head_no_replace BEFORE INSERT ON audit_head BEGIN
  SELECT RAISE(ABORT, 'audit/append-only') WHERE EXISTS (
    SELECT 1 FROM audit_head h WHERE h.tenant_id = NEW.tenant_id AND h.place = NEW.place AND h.stream = NEW.stream);
END;
CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head
WHEN NEW.tenant_id <> OLD.tenant_id OR NEW.place <> OLD.place OR NEW.stream <> OLD.stream OR NEW.seq <= OLD.seq
BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;

-- The days whose heads are in R2.
CREATE TABLE audit_anchor (
  day TEXT NOT NULL PRIMARY KEY,
  object TEXT NOT NULL,
  heads INTEGER NOT NULL,
  anchored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_anchor_no_replace BEFORE INSERT ON audit_anchor BEGIN
  SELECT RAISE(ABORT, 'audit/append-only') WHERE EXISTS (SELECT 1 FROM audit_anchor WHERE day = NEW.day);
END;
CREATE TRIGGER audit_anchor_no_update BEFORE UPDATE ON audit_anchor BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;
CREATE TRIGGER audit_anchor_no_delete BEFORE DELETE ON audit_anchor BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;
