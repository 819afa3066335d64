-- What is published, and what vouches for it, stays whatever the statement: also UPDATE OR REPLACE, OR IGNORE and foreign keys
-- that are checked late. A row pushed out by REPLACE fires no delete trigger, so keys never move onto other rows.

-- Who answers for what a key of HQ did: the person it belongs to, or else whoever made it.
CREATE VIEW answerable AS
WITH RECURSIVE maker (id, person) AS (
  SELECT k.id, coalesce(k.person_id, k.created_by) FROM api_key k WHERE k.channel_id = 'hq'
  UNION
  SELECT m.id, coalesce(k.person_id, k.created_by) FROM maker m CROSS JOIN api_key k WHERE k.channel_id = 'hq' AND k.id = m.person)
SELECT m.id, m.person FROM maker m WHERE NOT EXISTS (SELECT 1 FROM api_key k WHERE k.channel_id = 'hq' AND k.id = m.person);

-- The unpublished versions a version's prices were copied from, and itself: what another has published is that one's.
CREATE VIEW price_origin AS
WITH RECURSIVE origin (version_id, from_id) AS (
  SELECT v.id, v.id FROM price_book_version v
  UNION
  SELECT o.version_id, a.detail ->> 'copiedFrom' FROM origin o CROSS JOIN audit a INDEXED BY audit_subject
  WHERE a.channel_id = 'hq' AND a.subject = o.from_id AND a.action = 'price-book.drafted' AND a.detail ->> 'copiedFrom' IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM price_book_version p WHERE p.id = a.detail ->> 'copiedFrom' AND p.status IN ('published', 'withdrawn')))
SELECT version_id, from_id FROM origin;

-- Whose hands made a draft's prices: who drafted what was copied, one by one, by file, or by a compilation.
CREATE VIEW price_editor AS
SELECT o.version_id, a.actor_id AS hand FROM price_origin o CROSS JOIN audit a INDEXED BY audit_subject
WHERE a.channel_id = 'hq' AND a.subject = o.from_id
  AND a.action IN ('price-book.drafted', 'price-book.price-set', 'price-book.price-cleared')
UNION ALL
SELECT o.version_id, a.actor_id FROM price_origin o CROSS JOIN import_batch i CROSS JOIN audit a INDEXED BY audit_subject
WHERE i.channel_id = 'hq' AND i.version_id = o.from_id AND a.channel_id = 'hq' AND a.subject = i.id
  AND a.action IN ('import.received', 'import.applied')
UNION ALL SELECT o.version_id, c.created_by FROM price_origin o CROSS JOIN compilation c WHERE c.settlement_version_id = o.from_id
UNION ALL SELECT o.version_id, c.created_by FROM price_origin o CROSS JOIN compilation c WHERE c.guide_version_id = o.from_id;
CREATE INDEX import_version ON import_batch (channel_id, version_id) WHERE version_id IS NOT NULL;

DROP TRIGGER price_book_version_no_replace;
CREATE TRIGGER price_book_version_no_replace BEFORE INSERT ON price_book_version BEGIN
  SELECT RAISE(ABORT, 'book/immutable') WHERE EXISTS (SELECT 1 FROM price_book_version v
    WHERE v.id = NEW.id OR (v.book = NEW.book AND (v.seq = NEW.seq OR v.pair_id = NEW.pair_id)));
  SELECT RAISE(ABORT, 'book/born-published') WHERE NEW.status <> 'draft' OR NEW.approved_by IS NOT NULL;
END;

DROP TRIGGER price_book_version_same;
CREATE TRIGGER price_book_version_same BEFORE UPDATE ON price_book_version BEGIN
  SELECT RAISE(ABORT, 'book/immutable') WHERE NEW.id <> OLD.id OR NEW.book <> OLD.book OR NEW.seq <> OLD.seq
    OR NEW.created_at <> OLD.created_at OR NEW.created_by <> OLD.created_by;
  SELECT RAISE(ABORT, 'book/immutable') WHERE NEW.pair_id IS NOT OLD.pair_id AND EXISTS (
    SELECT 1 FROM price_book_version v WHERE v.pair_id = NEW.pair_id AND v.book = NEW.book);
  SELECT RAISE(ABORT, 'book/day-taken') WHERE NEW.status = 'published' AND OLD.status <> 'published' AND EXISTS (
    SELECT 1 FROM price_book_version v WHERE v.book = NEW.book AND v.status = 'published' AND v.effective_on = NEW.effective_on);
  SELECT RAISE(ABORT, 'book/ungated') WHERE NEW.status IN ('draft', 'inReview')
    AND (NEW.approved_by IS NOT NULL OR NEW.approved_at IS NOT NULL OR NEW.withdrawn_by IS NOT NULL);
END;

-- In review it is what was handed in, by whom it was handed in; it goes back only while nothing was published of it.
CREATE TRIGGER price_book_version_in_review BEFORE UPDATE ON price_book_version WHEN OLD.status = 'inReview' BEGIN
  SELECT RAISE(ABORT, 'book/immutable') WHERE NEW.method <> OLD.method OR NEW.tax_basis <> OLD.tax_basis OR NEW.note <> OLD.note
    OR NEW.pair_id IS NOT OLD.pair_id;
  SELECT RAISE(ABORT, 'book/immutable') WHERE NEW.status <> 'draft' AND (NEW.effective_on IS NOT OLD.effective_on
    OR NEW.submitted_at IS NOT OLD.submitted_at OR NEW.submitted_by IS NOT OLD.submitted_by);
  SELECT RAISE(ABORT, 'book/immutable') WHERE NEW.status = 'draft' AND EXISTS (
    SELECT 1 FROM publication p WHERE p.settlement_id = OLD.id OR p.guide_id = OLD.id);
END;

DROP TRIGGER price_book_version_immutable;
CREATE TRIGGER price_book_version_immutable BEFORE UPDATE ON price_book_version
WHEN OLD.status IN ('published', 'withdrawn') AND NOT (OLD.status = 'published' AND NEW.status = 'withdrawn'
  AND NEW.withdrawn_at IS NOT NULL AND NEW.withdrawn_by IS NOT NULL
  AND NEW.id IS OLD.id AND NEW.book IS OLD.book AND NEW.seq IS OLD.seq AND NEW.method IS OLD.method
  AND NEW.tax_basis IS OLD.tax_basis AND NEW.note IS OLD.note AND NEW.effective_on IS OLD.effective_on
  AND NEW.created_at IS OLD.created_at AND NEW.created_by IS OLD.created_by AND NEW.submitted_at IS OLD.submitted_at
  AND NEW.submitted_by IS OLD.submitted_by AND NEW.approved_at IS OLD.approved_at AND NEW.approved_by IS OLD.approved_by
  AND NEW.pair_id IS OLD.pair_id)
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;

DROP TRIGGER price_book_version_gated;
CREATE TRIGGER price_book_version_gated BEFORE UPDATE ON price_book_version
WHEN NEW.status <> OLD.status AND (
  (NEW.status = 'published' AND (OLD.status <> 'inReview' OR NOT EXISTS (SELECT 1 FROM publication p
    WHERE (p.settlement_id = OLD.id OR p.guide_id = OLD.id) AND p.approved_by = NEW.approved_by AND p.at = NEW.approved_at)))
  OR (NEW.status = 'withdrawn' AND OLD.status <> 'published'))
BEGIN SELECT RAISE(ABORT, 'book/ungated'); END;

-- Publishing: the right versions, by somebody else, for a day to come, with no evidence but what is written now.
DROP TRIGGER publication_no_replace;
CREATE TRIGGER publication_no_replace BEFORE INSERT ON publication BEGIN
  SELECT RAISE(ABORT, 'publication/append-only') WHERE EXISTS (SELECT 1 FROM publication p WHERE p.id = NEW.id
    OR p.settlement_id = NEW.settlement_id OR p.guide_id = NEW.guide_id);
  SELECT RAISE(ABORT, 'publication/policy') WHERE NEW.policy_seq IS NOT (SELECT max(seq) FROM price_policy);
  SELECT RAISE(ABORT, 'publication/not-in-review')
  WHERE (NEW.settlement_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM price_book_version v WHERE v.id = NEW.settlement_id
      AND v.book = 'settlement' AND v.status = 'inReview' AND v.effective_on = NEW.effective_on AND v.submitted_by IS NOT NULL))
    OR (NEW.guide_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM price_book_version v WHERE v.id = NEW.guide_id
      AND v.book = 'guide' AND v.status = 'inReview' AND v.effective_on = NEW.effective_on AND v.submitted_by IS NOT NULL));
  SELECT RAISE(ABORT, 'publication/one-of-a-pair') WHERE EXISTS (
    SELECT 1 FROM judged_version v WHERE v.version_id IN (NEW.settlement_id, NEW.guide_id)
      AND v.companion_id IS NOT CASE v.book WHEN 'guide' THEN NEW.settlement_id ELSE NEW.guide_id END);
  SELECT RAISE(ABORT, 'publication/second-person') WHERE coalesce((SELECT a.person FROM answerable a WHERE a.id = NEW.approved_by),
    NEW.approved_by) IN (SELECT coalesce((SELECT a.person FROM answerable a WHERE a.id = h.hand), h.hand) FROM (
      SELECT v.created_by AS hand FROM price_book_version v WHERE v.id IN (NEW.settlement_id, NEW.guide_id)
      UNION SELECT v.submitted_by FROM price_book_version v WHERE v.id IN (NEW.settlement_id, NEW.guide_id)
      UNION SELECT e.hand FROM price_editor e WHERE e.version_id IN (NEW.settlement_id, NEW.guide_id)) h);
  -- Tomorrow in Shanghai at the earliest; a book's first version today.
  SELECT RAISE(ABORT, 'publication/day') WHERE NEW.effective_on < date((NEW.at + 28800000) / 1000, 'unixepoch')
    OR (NEW.effective_on = date((NEW.at + 28800000) / 1000, 'unixepoch') AND EXISTS (
      SELECT 1 FROM price_book_version v JOIN price_book_version p ON p.book = v.book AND p.status = 'published'
      WHERE v.id IN (NEW.settlement_id, NEW.guide_id)));
  SELECT RAISE(ABORT, 'publication/evidence-before')
  WHERE EXISTS (SELECT 1 FROM publication_basis b WHERE b.version_id IN (NEW.settlement_id, NEW.guide_id))
    OR EXISTS (SELECT 1 FROM publication_finding f WHERE f.version_id IN (NEW.settlement_id, NEW.guide_id))
    OR EXISTS (SELECT 1 FROM model_ratio r WHERE r.version_id IN (NEW.settlement_id, NEW.guide_id));
END;

-- Every gate once, into the evidence. Nothing open is written down: reading it aborts, whatever becomes of the row.
DROP TRIGGER publication_publishes;
CREATE TRIGGER publication_publishes AFTER INSERT ON publication BEGIN
  INSERT INTO publication_basis (version_id, publication_id, book, source_id, share_bps, before_id, before_source_id,
    before_share_bps, priced, margins)
  SELECT b.version_id, NEW.id, b.book, b.source_id, b.high_bps, b.before_id, b.before_source_id, b.before_bps, s.priced,
    CASE b.book WHEN 'settlement' THEN s.margins ELSE '[]' END
  FROM judged_basis b JOIN judged_summary s ON s.version_id = b.version_id
  WHERE b.kind = b.book AND b.version_id IN (NEW.settlement_id, NEW.guide_id);
  INSERT INTO publication_finding (version_id, gate, subject, item_key, grade, other_key, unit, measured, allowed_from, allowed_to,
    reason, requested_by, requested_at, approved_by, approved_at)
  SELECT version_id, gate, subject, item_key, grade, other_key, unit, measured, allowed_from, allowed_to, reason, requested_by,
    requested_at, CASE WHEN approved_by IS NULL THEN RAISE(ABORT, 'book/gate-open') ELSE approved_by END, approved_at
  FROM judged_finding WHERE version_id = NEW.settlement_id;
  INSERT INTO publication_finding (version_id, gate, subject, item_key, grade, other_key, unit, measured, allowed_from, allowed_to,
    reason, requested_by, requested_at, approved_by, approved_at)
  SELECT version_id, gate, subject, item_key, grade, other_key, unit, measured, allowed_from, allowed_to, reason, requested_by,
    requested_at, CASE WHEN approved_by IS NULL THEN RAISE(ABORT, 'book/gate-open') ELSE approved_by END, approved_at
  FROM judged_finding WHERE version_id = NEW.guide_id;
  INSERT INTO model_ratio (version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within)
  SELECT version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within FROM judged_ratio
  WHERE version_id = NEW.settlement_id;
  INSERT INTO model_ratio (version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within)
  SELECT version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within FROM judged_ratio
  WHERE version_id = NEW.guide_id;
  UPDATE price_book_version SET status = 'published', approved_at = NEW.at, approved_by = NEW.approved_by, version = version + 1
  WHERE id IN (NEW.settlement_id, NEW.guide_id);
  SELECT RAISE(ABORT, 'publication/not-published') WHERE EXISTS (SELECT 1 FROM price_book_version v
    WHERE v.id IN (NEW.settlement_id, NEW.guide_id) AND (v.status <> 'published' OR NOT EXISTS (
      SELECT 1 FROM publication_basis b WHERE b.version_id = v.id AND b.publication_id = NEW.id)));
END;

CREATE TRIGGER gate_exception_second_person BEFORE UPDATE ON gate_exception
WHEN NEW.approved_by IS NOT NULL AND OLD.approved_by IS NULL
  AND coalesce((SELECT a.person FROM answerable a WHERE a.id = NEW.approved_by), NEW.approved_by)
    = coalesce((SELECT a.person FROM answerable a WHERE a.id = NEW.requested_by), NEW.requested_by)
BEGIN SELECT RAISE(ABORT, 'gate-exception/second-person'); END;

-- What makes the hands known stays: who started a run, which version a file went into.
CREATE TRIGGER compilation_hand BEFORE UPDATE ON compilation WHEN NEW.created_by <> OLD.created_by
  OR (OLD.settlement_version_id IS NOT NULL AND NEW.settlement_version_id IS NOT OLD.settlement_version_id)
  OR (OLD.guide_version_id IS NOT NULL AND NEW.guide_version_id IS NOT OLD.guide_version_id)
BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER import_batch_hand BEFORE UPDATE ON import_batch WHEN OLD.version_id IS NOT NULL AND NEW.version_id IS NOT OLD.version_id
BEGIN SELECT RAISE(ABORT, 'import/immutable'); END;

-- A policy is whole when it is there: its lines and families go in before it, and none after.
CREATE TABLE kept_line AS SELECT * FROM price_policy_line;
CREATE TABLE kept_family AS SELECT * FROM price_policy_family;
DROP TABLE price_policy_line;
DROP TABLE price_policy_family;
CREATE TABLE price_policy_line (
  policy_seq INTEGER NOT NULL REFERENCES price_policy (seq) DEFERRABLE INITIALLY DEFERRED,
  product_line TEXT NOT NULL, -- '' = every line without a row of its own
  factor_bps INTEGER NOT NULL CHECK (factor_bps BETWEEN 1 AND 10000000), -- 20000 = double
  tolerance_bps INTEGER NOT NULL CHECK (tolerance_bps BETWEEN 0 AND 10000), -- of the ratio, either way
  module_margin_bps INTEGER NOT NULL CHECK (module_margin_bps BETWEEN 0 AND 1000000), -- on cost: target of a new module
  wear_margin_bps INTEGER NOT NULL CHECK (wear_margin_bps BETWEEN 0 AND 1000000), -- on cost; 0 by §8.1.3
  standard_margin_bps INTEGER NOT NULL CHECK (standard_margin_bps BETWEEN 0 AND 1000000), -- on cost: cap
  PRIMARY KEY (policy_seq, product_line)
) STRICT, WITHOUT ROWID;
CREATE TABLE price_policy_family (
  policy_seq INTEGER NOT NULL REFERENCES price_policy (seq) DEFERRABLE INITIALLY DEFERRED,
  family TEXT NOT NULL CHECK (family <> ''),
  corridor_bps INTEGER NOT NULL CHECK (corridor_bps BETWEEN 0 AND 1000000), -- of its average, instead of the policy's
  PRIMARY KEY (policy_seq, family)
) STRICT, WITHOUT ROWID;
INSERT INTO price_policy_line SELECT * FROM kept_line;
INSERT INTO price_policy_family SELECT * FROM kept_family;
DROP TABLE kept_line;
DROP TABLE kept_family;

DROP TRIGGER price_policy_no_replace;
CREATE TRIGGER price_policy_no_replace BEFORE INSERT ON price_policy BEGIN
  SELECT RAISE(ABORT, 'price-policy/append-only') WHERE NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM price_policy);
  SELECT RAISE(ABORT, 'price-policy/no-general-line') WHERE NOT EXISTS (
    SELECT 1 FROM price_policy_line l WHERE l.policy_seq = NEW.seq AND l.product_line = '');
END;
CREATE TRIGGER price_policy_line_no_replace BEFORE INSERT ON price_policy_line WHEN EXISTS (
  SELECT 1 FROM price_policy p WHERE p.seq = NEW.policy_seq) OR EXISTS (
  SELECT 1 FROM price_policy_line l WHERE l.policy_seq = NEW.policy_seq AND l.product_line = NEW.product_line)
BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_line_no_update BEFORE UPDATE ON price_policy_line BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_line_no_delete BEFORE DELETE ON price_policy_line BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_family_no_replace BEFORE INSERT ON price_policy_family WHEN EXISTS (
  SELECT 1 FROM price_policy p WHERE p.seq = NEW.policy_seq) OR EXISTS (
  SELECT 1 FROM price_policy_family f WHERE f.policy_seq = NEW.policy_seq AND f.family = NEW.family)
BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_family_no_update BEFORE UPDATE ON price_policy_family
BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;
CREATE TRIGGER price_policy_family_no_delete BEFORE DELETE ON price_policy_family
BEGIN SELECT RAISE(ABORT, 'price-policy/append-only'); END;

-- Why a published price is what it is. A run whose drafts were never published may be forgotten.
CREATE TRIGGER compilation_no_replace BEFORE INSERT ON compilation WHEN NEW.status = 'done' OR NEW.settlement_version_id IS NOT NULL
  OR NEW.guide_version_id IS NOT NULL OR EXISTS (SELECT 1 FROM compilation c WHERE c.id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER compilation_no_update BEFORE UPDATE ON compilation
WHEN NEW.id <> OLD.id OR (OLD.status = 'done' AND NEW.status <> 'done') OR EXISTS (SELECT 1 FROM price_book_version v
  WHERE v.status IN ('published', 'withdrawn') AND (
    v.id IN (NEW.settlement_version_id, NEW.guide_version_id)
    OR (OLD.status = 'done' AND v.id IN (OLD.settlement_version_id, OLD.guide_version_id))))
BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER compilation_no_delete BEFORE DELETE ON compilation
WHEN EXISTS (SELECT 1 FROM price_book_version v WHERE v.id IN (OLD.settlement_version_id, OLD.guide_version_id))
BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER compiled_price_insert BEFORE INSERT ON compiled_price WHEN EXISTS (
  SELECT 1 FROM compilation c WHERE c.id = NEW.compilation_id AND c.status = 'done')
BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER compiled_price_no_update BEFORE UPDATE ON compiled_price BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER compiled_price_no_delete BEFORE DELETE ON compiled_price WHEN EXISTS (
  SELECT 1 FROM compilation c JOIN price_book_version v ON v.id IN (c.settlement_version_id, c.guide_version_id)
  WHERE c.id = OLD.compilation_id AND c.status = 'done' AND v.status IN ('published', 'withdrawn'))
BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER compiled_model_insert BEFORE INSERT ON compiled_model WHEN EXISTS (
  SELECT 1 FROM compilation c WHERE c.id = NEW.compilation_id AND c.status = 'done')
BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER compiled_model_no_update BEFORE UPDATE ON compiled_model BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;
CREATE TRIGGER compiled_model_no_delete BEFORE DELETE ON compiled_model WHEN EXISTS (
  SELECT 1 FROM compilation c JOIN price_book_version v ON v.id IN (c.settlement_version_id, c.guide_version_id)
  WHERE c.id = OLD.compilation_id AND c.status = 'done' AND v.status IN ('published', 'withdrawn'))
BEGIN SELECT RAISE(ABORT, 'compilation/immutable'); END;

-- Histories that another row could have been moved onto.
DROP TRIGGER team_member_past;
CREATE TRIGGER team_member_past BEFORE UPDATE ON team_member WHEN OLD.until_at IS NOT NULL OR NEW.id <> OLD.id
  OR NEW.person_id <> OLD.person_id OR NEW.position <> OLD.position OR NEW.supervises <> OLD.supervises
  OR NEW.from_at <> OLD.from_at OR NEW.team_id <> OLD.team_id
BEGIN SELECT RAISE(ABORT, 'team/past'); END;
-- A part put in anew over the old one, or under its key, would change its class without a trace.
CREATE TRIGGER part_keeps_key BEFORE UPDATE ON part WHEN NEW.key <> OLD.key
BEGIN SELECT RAISE(ABORT, 'part-class-change/append-only'); END;
CREATE TRIGGER part_no_replace AFTER INSERT ON part
WHEN EXISTS (SELECT 1 FROM part_class_change c WHERE c.part_key = NEW.key)
  OR EXISTS (SELECT 1 FROM price_book_entry e WHERE e.part_key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'part-class-change/append-only'); END;
