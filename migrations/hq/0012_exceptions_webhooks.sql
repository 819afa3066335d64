-- Work that exhausted its retries, and what is told to outside systems.
CREATE TABLE exception (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('closing', 'delivery')),
  channel_id TEXT NOT NULL CHECK (channel_id <> ''), -- whose work it is; 'hq' for the brand's own
  subject TEXT NOT NULL, -- closing: the channel; delivery: the message
  message TEXT NOT NULL CHECK (json_valid(message)), -- what the queue carried, for the retry
  reason TEXT NOT NULL,
  times INTEGER NOT NULL CHECK (times > 0),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  resolved_at INTEGER,
  resolved_by TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX exception_open ON exception (kind, subject) WHERE resolved_at IS NULL;
CREATE INDEX exception_last ON exception (last_at, id);

CREATE TABLE webhook_endpoint (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  types TEXT NOT NULL CHECK (json_type(types) = 'array'),
  role TEXT NOT NULL, -- receives what this role may read
  secret TEXT NOT NULL,
  previous_secret TEXT, -- signs beside the new one for a day after rotation
  previous_until INTEGER,
  status TEXT NOT NULL CHECK (status IN ('active', 'disabled', 'deleted')),
  failing_since INTEGER,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_delivery (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  about_channel TEXT, -- whose event it is; NULL for the brand's own
  needs TEXT NOT NULL, -- the permission that reads the subject
  occurred_at INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'cancelled')),
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
  due_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, id),
  FOREIGN KEY (channel_id, endpoint_id) REFERENCES webhook_endpoint (channel_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX webhook_delivery_event ON webhook_delivery (channel_id, endpoint_id, event_id);
-- Not led by channel_id: the sender asks what is due for anybody.
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at, occurred_at, event_id) WHERE status = 'pending';

CREATE TABLE webhook_attempt (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  delivery_id TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n > 0),
  at INTEGER NOT NULL,
  status INTEGER, -- what the receiver answered; NULL when it did not
  ms INTEGER NOT NULL CHECK (ms >= 0),
  failure TEXT,
  PRIMARY KEY (channel_id, delivery_id, n),
  FOREIGN KEY (channel_id, delivery_id) REFERENCES webhook_delivery (channel_id, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER webhook_attempt_no_replace BEFORE INSERT ON webhook_attempt BEGIN
  SELECT RAISE(ABORT, 'webhook/append-only') WHERE EXISTS (
    SELECT 1 FROM webhook_attempt WHERE channel_id = NEW.channel_id AND delivery_id = NEW.delivery_id AND n = NEW.n);
END;
CREATE TRIGGER webhook_attempt_no_update BEFORE UPDATE ON webhook_attempt BEGIN SELECT RAISE(ABORT, 'webhook/append-only'); END;
CREATE TRIGGER webhook_attempt_no_delete BEFORE DELETE ON webhook_attempt BEGIN SELECT RAISE(ABORT, 'webhook/append-only'); END;
