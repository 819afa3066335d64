-- HQ's teams (§4.2). Nothing is deleted: names, positions and members end, and a merged team points to the one it became.
CREATE TABLE team (
  id TEXT NOT NULL PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('active', 'merged')),
  merged_into TEXT REFERENCES team (id),
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  CHECK ((status = 'merged') = (merged_into IS NOT NULL) AND merged_into <> id)
) STRICT, WITHOUT ROWID;

CREATE TABLE team_name (
  team_id TEXT NOT NULL REFERENCES team (id),
  from_at INTEGER NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  until_at INTEGER,
  PRIMARY KEY (team_id, from_at)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX team_name_now ON team_name (team_id) WHERE until_at IS NULL;

CREATE TABLE team_member (
  team_id TEXT NOT NULL REFERENCES team (id),
  id TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  position TEXT NOT NULL,
  supervises INTEGER NOT NULL CHECK (supervises IN (0, 1)),
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  PRIMARY KEY (team_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX team_member_now ON team_member (team_id, person_id) WHERE until_at IS NULL;
CREATE INDEX team_member_person ON team_member (person_id);

CREATE TRIGGER team_name_past BEFORE UPDATE ON team_name WHEN OLD.until_at IS NOT NULL OR NEW.name_zh <> OLD.name_zh
  OR NEW.name_en <> OLD.name_en OR NEW.from_at <> OLD.from_at OR NEW.team_id <> OLD.team_id
BEGIN SELECT RAISE(ABORT, 'team/past'); END;
CREATE TRIGGER team_name_no_delete BEFORE DELETE ON team_name BEGIN SELECT RAISE(ABORT, 'team/past'); END;
CREATE TRIGGER team_name_no_replace BEFORE INSERT ON team_name BEGIN
  SELECT RAISE(ABORT, 'team/past') WHERE EXISTS (
    SELECT 1 FROM team_name n WHERE n.team_id = NEW.team_id AND (n.from_at = NEW.from_at OR n.until_at IS NULL));
END;
CREATE TRIGGER team_member_past BEFORE UPDATE ON team_member WHEN OLD.until_at IS NOT NULL OR NEW.person_id <> OLD.person_id
  OR NEW.position <> OLD.position OR NEW.supervises <> OLD.supervises OR NEW.from_at <> OLD.from_at OR NEW.team_id <> OLD.team_id
BEGIN SELECT RAISE(ABORT, 'team/past'); END;
CREATE TRIGGER team_member_no_delete BEFORE DELETE ON team_member BEGIN SELECT RAISE(ABORT, 'team/past'); END;
CREATE TRIGGER team_member_no_replace BEFORE INSERT ON team_member BEGIN
  SELECT RAISE(ABORT, 'team/past') WHERE EXISTS (
    SELECT 1 FROM team_member m WHERE m.team_id = NEW.team_id
      AND (m.id = NEW.id OR (m.person_id = NEW.person_id AND m.until_at IS NULL)));
END;
