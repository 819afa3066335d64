-- Messages that keep failing step back instead of standing in the way; a delivered one stays delivered.
ALTER TABLE outbox ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0);
ALTER TABLE outbox ADD COLUMN next_attempt_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE TRIGGER outbox_no_replace BEFORE INSERT ON outbox BEGIN
  SELECT RAISE(ABORT, 'outbox/exists') WHERE EXISTS (SELECT 1 FROM outbox WHERE channel_id = NEW.channel_id AND id = NEW.id);
END;
CREATE TRIGGER outbox_keeps_its_message BEFORE UPDATE ON outbox
WHEN NEW.channel_id <> OLD.channel_id OR NEW.id <> OLD.id OR NEW.topic <> OLD.topic OR NEW.payload <> OLD.payload
  OR NEW.created_at <> OLD.created_at OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS NOT OLD.sent_at)
BEGIN SELECT RAISE(ABORT, 'outbox/immutable'); END;
CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox WHEN OLD.sent_at IS NULL
BEGIN SELECT RAISE(ABORT, 'outbox/undelivered'); END;

-- Claims are forgotten after 30 days.
CREATE INDEX idempotency_created ON idempotency (created_at);

-- Requests per hour, route, outcome and latency; kept 30 days.
CREATE TABLE request_metric (
  hour INTEGER NOT NULL, -- epoch milliseconds at which the hour begins
  route TEXT NOT NULL, -- method and template, never a path with somebody's values in it
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
  bucket_ms INTEGER NOT NULL, -- took at most so long
  requests INTEGER NOT NULL CHECK (requests > 0),
  PRIMARY KEY (hour, route, outcome, bucket_ms)
) STRICT, WITHOUT ROWID;

-- When each scheduled job last ran, and how it ended.
CREATE TABLE job_run (
  job TEXT NOT NULL PRIMARY KEY,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0, -- in a row
  failed_at INTEGER
) STRICT, WITHOUT ROWID;

-- How large each database was on each day.
CREATE TABLE database_size (
  store TEXT NOT NULL,
  day TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  PRIMARY KEY (store, day)
) STRICT, WITHOUT ROWID;

-- A channel's way from one shard to another.
CREATE TABLE channel_move (
  id TEXT NOT NULL PRIMARY KEY,
  channel_id TEXT NOT NULL REFERENCES channel (id),
  from_shard TEXT NOT NULL,
  to_shard TEXT NOT NULL CHECK (to_shard <> from_shard),
  phase TEXT NOT NULL CHECK (
    phase IN ('freezing', 'copying', 'verifying', 'settling', 'removing', 'done', 'abandoning', 'abandoned')),
  row_count INTEGER NOT NULL, -- rows copied so far
  failures INTEGER NOT NULL, -- verifications that found a difference
  requested_at INTEGER NOT NULL,
  requested_by TEXT NOT NULL,
  flipped_at INTEGER,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER,
  CHECK ((finished_at IS NOT NULL) = (phase IN ('done', 'abandoned')))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX channel_move_open ON channel_move (channel_id) WHERE finished_at IS NULL;
CREATE INDEX channel_move_requested ON channel_move (channel_id, requested_at);
-- The shard takes nothing in while its rows travel.
CREATE TRIGGER channel_while_moving BEFORE UPDATE ON channel
WHEN NEW.version <> OLD.version AND EXISTS (
  SELECT 1 FROM channel_move m WHERE m.channel_id = OLD.id AND m.finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'channel/moving'); END;
