-- A person's inbox, what she wants to be told, and what went out of the house. Channel people's rows are on their shard,
-- HQ's in HQ_DB.
CREATE TABLE notice (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  recipient_id TEXT NOT NULL,
  id TEXT NOT NULL, -- of the event: one per event and recipient
  kind TEXT NOT NULL,
  needs TEXT NOT NULL CHECK (json_valid(needs)), -- permissions to see it, asked again at every reading
  params TEXT NOT NULL CHECK (json_valid(params)),
  subject TEXT,
  at INTEGER NOT NULL,
  read_at INTEGER,
  PRIMARY KEY (channel_id, recipient_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_at ON notice (channel_id, recipient_id, at, id);

CREATE TABLE notice_preference (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  recipient_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  inbox INTEGER NOT NULL CHECK (inbox IN (0, 1)),
  senders INTEGER NOT NULL CHECK (senders IN (0, 1)),
  PRIMARY KEY (channel_id, recipient_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice_dispatch (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  event_id TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient_id TEXT NOT NULL, -- '' for a sender that speaks to a group
  address TEXT NOT NULL,
  kind TEXT NOT NULL,
  params TEXT NOT NULL CHECK (json_valid(params)),
  created_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  sent_at INTEGER,
  given_up_at INTEGER,
  PRIMARY KEY (channel_id, event_id, sender, recipient_id)
) STRICT, WITHOUT ROWID;
-- Not led by channel_id: the minute cron asks one database what is still to be sent.
CREATE INDEX notice_dispatch_due ON notice_dispatch (next_at, channel_id) WHERE sent_at IS NULL AND given_up_at IS NULL;

CREATE TABLE notice_attempt (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  event_id TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient_id TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n > 0),
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'refused', 'unreachable')),
  status INTEGER,
  detail TEXT NOT NULL,
  PRIMARY KEY (channel_id, event_id, sender, recipient_id, n)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER notice_attempt_no_replace BEFORE INSERT ON notice_attempt BEGIN
  SELECT RAISE(ABORT, 'notice/append-only') WHERE EXISTS (
    SELECT 1 FROM notice_attempt WHERE channel_id = NEW.channel_id AND event_id = NEW.event_id AND sender = NEW.sender
      AND recipient_id = NEW.recipient_id AND n = NEW.n);
END;
CREATE TRIGGER notice_attempt_no_update BEFORE UPDATE ON notice_attempt BEGIN SELECT RAISE(ABORT, 'notice/append-only'); END;
CREATE TRIGGER notice_attempt_no_delete BEFORE DELETE ON notice_attempt BEGIN SELECT RAISE(ABORT, 'notice/append-only'); END;

-- How far the minute cron has read what people should hear of their own accounts.
CREATE TABLE notice_cursor (
  name TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX person_event_at ON person_event (at, id);
