-- What every database has: idempotency claims, batch guards, audit trail, outbox.
CREATE TABLE idempotency (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  principal_id TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  subject TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, principal_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE guard (
  channel_id TEXT NOT NULL,
  ok INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (channel_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER guard_check BEFORE INSERT ON guard BEGIN
  SELECT RAISE(ABORT, 'guard/failed') WHERE NEW.ok <> 1;
  SELECT RAISE(IGNORE);
END;

CREATE TABLE audit (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  actor_label TEXT NOT NULL,
  role TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  request_id TEXT NOT NULL,
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_subject ON audit (channel_id, subject, id);
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit BEGIN
  SELECT RAISE(ABORT, 'audit/append-only') WHERE EXISTS (SELECT 1 FROM audit WHERE channel_id = NEW.channel_id AND id = NEW.id);
END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;

CREATE TABLE lookup_audit (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  role TEXT NOT NULL,
  requested_number TEXT NOT NULL,
  part_key TEXT,
  status TEXT NOT NULL,
  guide_version_id TEXT,
  settlement_version_id TEXT,
  request_id TEXT NOT NULL,
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER lookup_audit_no_replace BEFORE INSERT ON lookup_audit BEGIN
  SELECT RAISE(ABORT, 'audit/append-only') WHERE EXISTS (SELECT 1 FROM lookup_audit WHERE channel_id = NEW.channel_id AND id = NEW.id);
END;
CREATE TRIGGER lookup_audit_no_update BEFORE UPDATE ON lookup_audit BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;
CREATE TRIGGER lookup_audit_no_delete BEFORE DELETE ON lookup_audit BEGIN SELECT RAISE(ABORT, 'audit/append-only'); END;

CREATE TABLE outbox (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  topic TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_undelivered ON outbox (created_at, id) WHERE sent_at IS NULL;

-- What the shard knows of each of its channels; written only by the inbox.
CREATE TABLE channel_control (
  channel_id TEXT NOT NULL PRIMARY KEY CHECK (channel_id <> ''),
  status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'archived')),
  grade TEXT NOT NULL,
  cycle TEXT NOT NULL CHECK (cycle IN ('perOrder', 'monthly', 'quarterly')),
  credit_limit_fen INTEGER NOT NULL CHECK (credit_limit_fen >= 0),
  version INTEGER NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE number_series (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  series TEXT NOT NULL,
  month TEXT NOT NULL,
  last INTEGER NOT NULL CHECK (last > 0),
  PRIMARY KEY (channel_id, series, month)
) STRICT, WITHOUT ROWID;
