-- Imports at size: read and judged in the background in steps, applied in chunks, with the columns' mapping remembered.
CREATE TABLE import_batch_next (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('parts', 'prices')),
  version_id TEXT,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
  encoding TEXT CHECK (encoding IN ('utf-8', 'gb18030')),
  sheet TEXT,
  mode TEXT NOT NULL CHECK (mode IN ('upsert', 'insert')),
  columns TEXT NOT NULL CHECK (json_valid(columns)),
  status TEXT NOT NULL CHECK (
    status IN ('received', 'staging', 'simulated', 'applying', 'applied', 'failed', 'cancelled')),
  step INTEGER NOT NULL CHECK (step >= 0),
  pieces INTEGER NOT NULL CHECK (pieces >= 0),
  staged_pieces INTEGER NOT NULL CHECK (staged_pieces BETWEEN 0 AND pieces),
  settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
  total INTEGER CHECK (total >= 0),
  staged INTEGER NOT NULL CHECK (staged >= 0),
  judged INTEGER NOT NULL CHECK (judged >= 0),
  judged_line INTEGER NOT NULL,
  applied INTEGER NOT NULL CHECK (applied >= 0),
  applied_line INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  applied_revision INTEGER,
  counts TEXT NOT NULL CHECK (json_valid(counts)),
  file_issues TEXT NOT NULL CHECK (json_valid(file_issues)),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  applied_at INTEGER,
  ended_at INTEGER,
  forgotten_at INTEGER, -- since when its rows and files are gone
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_row_next (
  channel_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  line INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('pending', 'create', 'update', 'unchanged', 'reject')),
  key TEXT NOT NULL,
  identity TEXT NOT NULL,
  given TEXT NOT NULL CHECK (json_valid(given)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  issues TEXT NOT NULL CHECK (json_valid(issues)),
  PRIMARY KEY (channel_id, import_id, line),
  FOREIGN KEY (channel_id, import_id) REFERENCES import_batch_next (channel_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO import_batch_next
SELECT channel_id, id, kind, version_id, file_name, file_hash, 'csv', 'utf-8', NULL, 'upsert', '[]', status, 0, 0, 0, 1,
  (SELECT count(*) FROM import_row r WHERE r.channel_id = b.channel_id AND r.import_id = b.id),
  (SELECT count(*) FROM import_row r WHERE r.channel_id = b.channel_id AND r.import_id = b.id),
  (SELECT count(*) FROM import_row r WHERE r.channel_id = b.channel_id AND r.import_id = b.id), 0,
  CASE status WHEN 'applied' THEN counts ->> 'create' + counts ->> 'update' ELSE 0 END, 0,
  revision, NULL, counts, file_issues, created_at, created_by, applied_at, applied_at, NULL
FROM import_batch b;
INSERT INTO import_row_next SELECT channel_id, import_id, line, verdict, key, '', 'null', fields, issues FROM import_row;
DROP TABLE import_row;
DROP TABLE import_batch;
ALTER TABLE import_batch_next RENAME TO import_batch;
ALTER TABLE import_row_next RENAME TO import_row;
CREATE INDEX import_row_identity ON import_row (channel_id, import_id, identity, line);
CREATE INDEX import_row_linked ON import_row (channel_id, import_id, line)
  WHERE json_type(given, '$.given.successorKey') IS NOT NULL;
CREATE INDEX import_created ON import_batch (channel_id, created_at, id);
CREATE INDEX import_kept ON import_batch (channel_id, created_at) WHERE forgotten_at IS NULL;

-- Which column a header of a tenant's files meant when somebody last said so.
CREATE TABLE import_mapping (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  kind TEXT NOT NULL,
  header TEXT NOT NULL CHECK (header <> ''),
  column_name TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (channel_id, kind, header)
) STRICT, WITHOUT ROWID;
