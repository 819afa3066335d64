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

-- Channels whose rows here may not be written: on their way out, on their way in, or moved to another shard.
CREATE TABLE channel_away (
  channel_id TEXT NOT NULL PRIMARY KEY CHECK (channel_id <> ''),
  move_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('leaving', 'arriving', 'left')),
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
