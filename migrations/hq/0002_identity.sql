-- The deployment's own facts, grades, channels, people and their keys.
CREATE TABLE grade (
  code TEXT NOT NULL PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deployment (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE channel (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> '' AND id <> 'hq'),
  name TEXT NOT NULL,
  shard TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'archived')),
  grade TEXT NOT NULL REFERENCES grade (code),
  cycle TEXT NOT NULL CHECK (cycle IN ('perOrder', 'monthly', 'quarterly')),
  credit_limit_fen INTEGER NOT NULL CHECK (credit_limit_fen BETWEEN 0 AND 10000000000000),
  zone TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  applied_version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person may belong to several channels with a different role in each; HQ's own people carry channel_id 'hq'.
CREATE TABLE membership (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  person_id TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  label TEXT NOT NULL,
  role TEXT NOT NULL,
  person_id TEXT,
  lookups_per_minute INTEGER NOT NULL CHECK (lookups_per_minute > 0),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;
-- The one index that does not start with channel_id: a key is presented before its channel is known.
CREATE UNIQUE INDEX api_key_hash ON api_key (key_hash);
