-- People who sign in: who they are, how they prove it, where they belong, and what is told to them.
-- An e-mail address or a mobile number is not unique: whether somebody else already uses it must not be told (T3).
CREATE TABLE person_0006 (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT CHECK (email = lower(email)),
  mobile TEXT CHECK (mobile GLOB '+[1-9]*'),
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK (email IS NOT NULL OR mobile IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO person_0006 (id, email, mobile, name, created_at) SELECT id, lower(email), NULL, name, created_at FROM person;

CREATE TABLE membership_0006 (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person_0006 (id),
  role TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO membership_0006 (channel_id, id, person_id, role, version, created_at)
  SELECT channel_id, 'mem_' || person_id || '_' || channel_id, person_id, role, 1, created_at FROM membership;
DROP TABLE membership;
DROP TABLE person;
ALTER TABLE person_0006 RENAME TO person;
ALTER TABLE membership_0006 RENAME TO membership;
CREATE INDEX person_email ON person (email) WHERE email IS NOT NULL;
CREATE INDEX person_mobile ON person (mobile) WHERE mobile IS NOT NULL;
CREATE UNIQUE INDEX membership_once ON membership (channel_id, person_id);
CREATE INDEX membership_person ON membership (person_id);

-- Apart from the person, so that reading people never reads a hash. The second factor is sealed (README, "Second factor").
CREATE TABLE person_credential (
  person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
  password_hash TEXT NOT NULL,
  password_changed_at INTEGER NOT NULL,
  totp_sealed TEXT,
  totp_confirmed_at INTEGER,
  totp_step INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_session (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  token_hash TEXT NOT NULL UNIQUE,
  device TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX person_session_person ON person_session (person_id, created_at, id);

-- Devices and network addresses a person has signed in from, as hashes.
CREATE TABLE person_place (
  person_id TEXT NOT NULL REFERENCES person (id),
  place_hash TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('device', 'source')),
  last_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, place_hash)
) STRICT, WITHOUT ROWID;

-- How often a password was tried lately; `bucket` is a hash of what is counted. Holds no fact about any person.
CREATE TABLE sign_in_attempt (
  bucket TEXT NOT NULL PRIMARY KEY,
  tries INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  open_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_attempt_last ON sign_in_attempt (last_at);

CREATE TABLE person_event (
  person_id TEXT NOT NULL REFERENCES person (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  PRIMARY KEY (person_id, id)
) STRICT, WITHOUT ROWID;

-- One-time links. The token is in the link alone; here is its SHA-256.
CREATE TABLE invitation (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  email TEXT,
  mobile TEXT,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  withdrawn_at INTEGER,
  PRIMARY KEY (channel_id, id),
  CHECK (email IS NOT NULL OR mobile IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invitation_token ON invitation (token_hash);

CREATE TABLE password_reset (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  email TEXT,
  mobile TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (channel_id, id),
  CHECK (email IS NOT NULL OR mobile IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX password_reset_token ON password_reset (token_hash);
