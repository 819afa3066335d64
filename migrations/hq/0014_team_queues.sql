-- Which kinds of work come to which team (§4.2). A kind comes to one team at most; what was is never rewritten.
CREATE TABLE team_work (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind <> ''), -- a kind the worker knows: workers/work-kinds.ts
  team_id TEXT NOT NULL REFERENCES team (id),
  from_at INTEGER NOT NULL,
  until_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX team_work_now ON team_work (kind) WHERE until_at IS NULL;
CREATE INDEX team_work_team ON team_work (team_id);

CREATE TRIGGER team_work_past BEFORE UPDATE ON team_work WHEN OLD.until_at IS NOT NULL OR NEW.id <> OLD.id
  OR NEW.kind <> OLD.kind OR NEW.team_id <> OLD.team_id OR NEW.from_at <> OLD.from_at
BEGIN SELECT RAISE(ABORT, 'team/past'); END;
CREATE TRIGGER team_work_no_delete BEFORE DELETE ON team_work BEGIN SELECT RAISE(ABORT, 'team/past'); END;
CREATE TRIGGER team_work_no_replace BEFORE INSERT ON team_work BEGIN
  SELECT RAISE(ABORT, 'team/past') WHERE EXISTS (
    SELECT 1 FROM team_work w WHERE w.id = NEW.id OR (w.kind = NEW.kind AND w.until_at IS NULL));
END;

-- A queue reads what is open and nothing beside it.
CREATE INDEX exception_waiting ON exception (first_at, id) WHERE resolved_at IS NULL;
CREATE INDEX lookup_alert_waiting ON lookup_alert (at, id) WHERE status = 'open';
