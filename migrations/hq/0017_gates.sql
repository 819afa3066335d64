-- The gates of publication (P9). What the rules are stands here once, as views: the API shows them, a trigger enforces them.

-- Drafts of both books made together share this: handed in, approved and returned together, so that both may move at once.
ALTER TABLE price_book_version ADD COLUMN pair_id TEXT CHECK (pair_id <> '');
CREATE UNIQUE INDEX price_book_version_pair ON price_book_version (pair_id, book) WHERE pair_id IS NOT NULL;
-- Lines built to this day, by part: the double rule reads them in the order of a book's prices.
CREATE INDEX service_bom_line_current ON service_bom_line (part_key, model_key, quantity_milli) WHERE serial_to_key = '';

-- One row per act of publishing; inserting it publishes, or aborts.
CREATE TABLE publication (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  settlement_id TEXT REFERENCES price_book_version (id),
  guide_id TEXT REFERENCES price_book_version (id),
  effective_on TEXT NOT NULL,
  policy_seq INTEGER REFERENCES price_policy (seq), -- null: before the first policy
  approved_by TEXT NOT NULL CHECK (approved_by <> ''),
  at INTEGER NOT NULL,
  CHECK (settlement_id IS NOT NULL OR guide_id IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX publication_settlement ON publication (settlement_id) WHERE settlement_id IS NOT NULL;
CREATE UNIQUE INDEX publication_guide ON publication (guide_id) WHERE guide_id IS NOT NULL;

-- What a version's prices were judged by, and what was counted that day.
CREATE TABLE publication_basis (
  version_id TEXT NOT NULL PRIMARY KEY REFERENCES price_book_version (id),
  publication_id TEXT NOT NULL REFERENCES publication (id),
  book TEXT NOT NULL,
  source_id TEXT, -- whose entries are its prices: its own, or the guide version a discount is taken from
  share_bps INTEGER NOT NULL, -- highest share of those that a grade pays
  before_id TEXT,
  before_source_id TEXT,
  before_share_bps INTEGER NOT NULL,
  priced TEXT NOT NULL CHECK (json_valid(priced)), -- parts by why they have a price or none
  margins TEXT NOT NULL CHECK (json_valid(margins)) -- by class, on cost
) STRICT, WITHOUT ROWID;

CREATE TABLE publication_finding (
  version_id TEXT NOT NULL REFERENCES publication_basis (version_id),
  gate TEXT NOT NULL,
  subject TEXT NOT NULL,
  item_key TEXT NOT NULL,
  grade TEXT NOT NULL,
  other_key TEXT NOT NULL,
  unit TEXT NOT NULL,
  measured INTEGER NOT NULL,
  allowed_from INTEGER,
  allowed_to INTEGER,
  reason TEXT, -- of the exception; null never stays: an open finding aborts
  requested_by TEXT,
  requested_at INTEGER,
  approved_by TEXT,
  approved_at INTEGER,
  PRIMARY KEY (version_id, gate, subject)
) STRICT, WITHOUT ROWID;

-- Sum of the parts against the finished product (零整比), as published.
CREATE TABLE model_ratio (
  version_id TEXT NOT NULL REFERENCES publication_basis (version_id),
  model_key TEXT NOT NULL REFERENCES model (key),
  product_line TEXT NOT NULL,
  dealer_fen INTEGER NOT NULL,
  sum_fen INTEGER NOT NULL, -- net, rounded
  ratio_ppm INTEGER NOT NULL,
  from_ppm INTEGER NOT NULL,
  to_ppm INTEGER NOT NULL,
  within INTEGER NOT NULL CHECK (within IN (0, 1)),
  PRIMARY KEY (version_id, model_key)
) STRICT, WITHOUT ROWID;

-- An exception is for what was seen: with another value, or another allowed range, it counts no longer.
CREATE TABLE gate_exception (
  version_id TEXT NOT NULL REFERENCES price_book_version (id) ON DELETE CASCADE,
  gate TEXT NOT NULL CHECK (gate NOT IN ('settlementAboveGuide', 'corePriced')),
  subject TEXT NOT NULL,
  measured INTEGER NOT NULL,
  allowed_from INTEGER,
  allowed_to INTEGER,
  reason TEXT NOT NULL CHECK (reason <> ''),
  requested_by TEXT NOT NULL CHECK (requested_by <> ''),
  requested_at INTEGER NOT NULL,
  approved_by TEXT CHECK (approved_by <> '' AND approved_by <> requested_by),
  approved_at INTEGER,
  PRIMARY KEY (version_id, gate, subject),
  CHECK ((approved_by IS NULL) = (approved_at IS NULL))
) STRICT, WITHOUT ROWID;

-- Versions still to be judged. Without a day they come after everything published.
CREATE VIEW judged_version AS
SELECT v.version_id, v.book, v.method, v.tax_basis, v.on_day, v.companion_id, v.policy_seq,
  (SELECT b.id FROM price_book_version b WHERE b.book = v.book AND b.status = 'published' AND b.effective_on < v.on_day
    ORDER BY b.effective_on DESC LIMIT 1) AS before_id,
  (SELECT b.id FROM price_book_version b WHERE b.book = 'guide' AND b.status = 'published' AND b.effective_on < v.on_day
    ORDER BY b.effective_on DESC LIMIT 1) AS before_guide_id,
  (SELECT b.id FROM price_book_version b WHERE b.book <> v.book AND b.status = 'published' AND b.effective_on <= v.on_day
    ORDER BY b.effective_on DESC LIMIT 1) AS opposite_id,
  (SELECT min(b.effective_on) FROM price_book_version b WHERE b.book = v.book AND b.status = 'published'
    AND b.effective_on > v.on_day) AS until_day
FROM (
  SELECT w.id AS version_id, w.book, w.method, w.tax_basis, coalesce(w.effective_on, '9999-12-31') AS on_day,
    (SELECT c.id FROM price_book_version c WHERE c.pair_id = w.pair_id AND c.book <> w.book
      AND c.status IN ('draft', 'inReview')) AS companion_id,
    (SELECT max(seq) FROM price_policy) AS policy_seq
  FROM price_book_version w WHERE w.status IN ('draft', 'inReview')) v;

-- The highest and the lowest share of the guide price a version by discount lets a grade pay.
CREATE VIEW discount_share AS
SELECT d.version_id, max(d.discount_bps) AS high_bps, min(d.discount_bps) AS low_bps,
  (SELECT l.grade FROM grade_discount l WHERE l.version_id = d.version_id ORDER BY l.discount_bps, l.grade LIMIT 1) AS low_grade
FROM grade_discount d GROUP BY d.version_id;

-- Whose entries are a version's prices. A guide version below a settlement version by discount makes settlement prices too,
-- and answers for them (kind settlement).
CREATE VIEW judged_basis AS
SELECT v.version_id, v.book, 'guide' AS kind, v.version_id AS source_id, v.tax_basis, 10000 AS high_bps, 10000 AS low_bps,
  '' AS low_grade, v.policy_seq, v.before_id, v.before_id AS before_source_id, 10000 AS before_bps
FROM judged_version v WHERE v.book = 'guide'
UNION ALL
SELECT v.version_id, v.book, 'settlement', v.version_id, v.tax_basis, 10000, 10000, '', v.policy_seq, v.before_id,
  CASE b.method WHEN 'discount' THEN v.before_guide_id ELSE b.id END,
  coalesce((SELECT s.high_bps FROM discount_share s WHERE s.version_id = b.id), 10000)
FROM judged_version v LEFT JOIN price_book_version b ON b.id = v.before_id
WHERE v.book = 'settlement' AND v.method = 'entries'
UNION ALL
SELECT v.version_id, v.book, 'settlement', g.id, g.tax_basis, coalesce(s.high_bps, 10000), coalesce(s.low_bps, 10000),
  coalesce(s.low_grade, ''), v.policy_seq, v.before_id,
  CASE b.method WHEN 'discount' THEN v.before_guide_id ELSE b.id END,
  coalesce((SELECT x.high_bps FROM discount_share x WHERE x.version_id = b.id), 10000)
FROM judged_version v LEFT JOIN price_book_version g ON g.id = coalesce(v.companion_id, v.opposite_id)
  LEFT JOIN discount_share s ON s.version_id = v.version_id LEFT JOIN price_book_version b ON b.id = v.before_id
WHERE v.book = 'settlement' AND v.method = 'discount'
UNION ALL
SELECT v.version_id, v.book, 'settlement', v.version_id, v.tax_basis, s.high_bps, s.low_bps, s.low_grade, v.policy_seq,
  NULL, NULL, 10000
FROM judged_version v JOIN price_book_version o ON o.id = v.opposite_id AND o.method = 'discount'
  JOIN discount_share s ON s.version_id = o.id
WHERE v.book = 'guide' AND v.companion_id IS NULL;

-- The same for every version, published ones by what was written down that day.
CREATE VIEW version_basis AS
SELECT version_id, kind, source_id, high_bps, before_source_id, before_bps, policy_seq, 1 AS judged FROM judged_basis
WHERE kind = book
UNION ALL
SELECT version_id, book, source_id, share_bps, before_source_id, before_share_bps, NULL, 0 FROM publication_basis;

-- Prices in both a version and the version before it, in the tax basis of the later, rounded half up.
CREATE VIEW price_change AS
WITH b AS MATERIALIZED (
  SELECT vb.*, n.tax_basis, w.tax_basis AS before_basis FROM version_basis vb
  JOIN price_book_version n ON n.id = vb.source_id JOIN price_book_version w ON w.id = vb.before_source_id)
SELECT version_id, kind, judged, policy_seq, part_key, grade, new_fen,
  CASE WHEN tax_basis = before_basis THEN before_fen
    WHEN tax_basis = 'net' THEN (before_fen * 20000 + 10000 + before_rate) / (2 * (10000 + before_rate))
    ELSE (before_fen * (10000 + before_rate) * 2 + 10000) / 20000 END AS old_fen
FROM (
  SELECT b.version_id, b.kind, b.judged, b.policy_seq, b.tax_basis, b.before_basis, e.part_key, e.grade,
    (e.price_fen * b.high_bps + 5000) / 10000 AS new_fen, (o.price_fen * b.before_bps + 5000) / 10000 AS before_fen,
    o.tax_rate_bps AS before_rate
  FROM b CROSS JOIN price_book_entry e CROSS JOIN price_book_entry o
  WHERE e.version_id = b.source_id AND (b.source_id = b.version_id OR e.grade = '')
    AND o.version_id = b.before_source_id AND o.part_key = e.part_key AND o.grade = e.grade)
WHERE new_fen > 0 AND before_fen > 0;

-- A version's prices without tax: the highest any grade pays, and the lowest; half a step without tax.
CREATE VIEW judged_price AS
WITH b AS MATERIALIZED (
  SELECT j.*, CASE j.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END AS step_fen
  FROM judged_basis j JOIN price_policy p ON p.seq = j.policy_seq WHERE j.source_id IS NOT NULL)
SELECT b.version_id, b.kind, b.policy_seq, e.part_key, e.grade, b.low_grade,
  ((e.price_fen * b.high_bps + 5000) / 10000) * 10000.0
    / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END AS high_net,
  ((e.price_fen * b.low_bps + 5000) / 10000) * 10000.0
    / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END AS low_net,
  b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END AS half_net
FROM b CROSS JOIN price_book_entry e
WHERE e.version_id = b.source_id AND (b.source_id = b.version_id OR e.grade = '')
  AND (e.price_fen * b.low_bps + 5000) / 10000 > 0;

-- The double rule (P3, §8.1.1) of every active model with a dealer price and lines built to this day. The tolerance may
-- be less than rounding to steps moves the sum; then half a step for each piece is allowed.
CREATE VIEW judged_ratio AS
WITH b AS MATERIALIZED (
  SELECT j.*, p.settlement_step_fen AS step_fen FROM judged_basis j JOIN price_policy p ON p.seq = j.policy_seq
  WHERE j.kind = 'settlement'),
r AS (
  SELECT b.version_id, m.key AS model_key, m.product_line, m.dealer_price_net_fen AS dealer_fen,
    (s.value ->> 1) / 1000.0 AS sum_net, m.dealer_price_net_fen * (k.factor_bps / 10000.0) AS target,
    max(m.dealer_price_net_fen * (k.factor_bps / 10000.0) * (k.tolerance_bps / 10000.0), (s.value ->> 2) / 1000.0) AS room
  FROM b CROSS JOIN json_each((
    SELECT json_group_array(json_array(model_key, sum_net, slack)) FROM (
      SELECT model_key, sum(net) AS sum_net, sum(half) AS slack FROM (
        SELECT l.model_key, (e.price_fen * b.high_bps + 5000) / 10000 * 10000.0
            / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END * l.quantity_milli AS net,
          b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END * l.quantity_milli AS half
        FROM price_book_entry e CROSS JOIN service_bom_line l INDEXED BY service_bom_line_current
        WHERE e.version_id = b.source_id AND e.grade = '' AND l.part_key = e.part_key AND l.serial_to_key = ''
          AND NOT EXISTS (SELECT 1 FROM part p WHERE p.key = e.part_key AND p.class = 'core')
        UNION ALL
        SELECT m.key, 0.0, 0.0 FROM model m WHERE m.status = 'active' AND m.dealer_price_net_fen IS NOT NULL
          AND EXISTS (SELECT 1 FROM service_bom_line l WHERE l.model_key = m.key AND l.serial_to_key = ''))
      GROUP BY model_key))) s
  CROSS JOIN model m CROSS JOIN price_policy_line k
  WHERE m.key = s.value ->> 0 AND m.status = 'active' AND m.dealer_price_net_fen IS NOT NULL
    AND k.policy_seq = b.policy_seq AND k.product_line = coalesce((SELECT x.product_line FROM price_policy_line x
      WHERE x.policy_seq = b.policy_seq AND x.product_line = m.product_line), ''))
SELECT version_id, model_key, product_line, dealer_fen, cast(round(min(sum_net, 9e15)) AS INTEGER) AS sum_fen,
  cast(round(min(sum_net * 1e6 / dealer_fen, 9e15)) AS INTEGER) AS ratio_ppm,
  cast(round(max((target - room) * 1e6 / dealer_fen, 0.0)) AS INTEGER) AS from_ppm,
  cast(round(min((target + room) * 1e6 / dealer_fen, 9e15)) AS INTEGER) AS to_ppm,
  abs(sum_net - target) <= room * (1 + 1e-9) + 1e-6 AS within
FROM r;

CREATE VIEW bom_gates AS
SELECT version_id, 'doubleRule' AS gate, model_key AS subject, model_key AS item_key, '' AS grade, '' AS other_key, 'ppm' AS unit,
  ratio_ppm AS measured, from_ppm AS allowed_from, to_ppm AS allowed_to
FROM judged_ratio WHERE NOT within
UNION ALL
SELECT version_id, 'bomPartUnpriced', part_key, part_key, '', '', 'models', models, NULL, 0
FROM (
  SELECT j.version_id, p.key AS part_key, (SELECT count(DISTINCT m.key) FROM service_bom_line l JOIN model m ON m.key = l.model_key
      WHERE l.part_key = p.key AND l.serial_to_key = '' AND m.status = 'active') AS models
  FROM (SELECT version_id, source_id, high_bps FROM judged_basis WHERE kind = 'settlement' AND policy_seq IS NOT NULL LIMIT -1) j
  CROSS JOIN part p
  WHERE p.class <> 'core' AND p.serviceable = 1 AND NOT EXISTS (SELECT 1 FROM price_book_entry e
    WHERE e.version_id = j.source_id AND e.part_key = p.key AND e.grade = '' AND e.price_fen * j.high_bps >= 5000))
WHERE models > 0;

-- Wear parts without profit and standard parts with little (P4, §8.1.3): the smallest margin of the lines they serve.
CREATE VIEW margin_gates AS
SELECT version_id, CASE class WHEN 'wear' THEN 'wearMargin' ELSE 'standardMargin' END AS gate,
  part_key || CASE grade WHEN '' THEN '' ELSE ' ' || grade END AS subject, part_key AS item_key, grade, '' AS other_key,
  'fen' AS unit, cast(round(high_net) AS INTEGER) AS measured, NULL AS allowed_from,
  cast(round(cost_fen * ((10000 + margin_bps) / 10000.0)) AS INTEGER) AS allowed_to
FROM (
  SELECT j.version_id, j.part_key, j.grade, j.high_net, j.half_net, p.class, p.cost_fen, coalesce(
    (SELECT min(CASE p.class WHEN 'wear' THEN k.wear_margin_bps ELSE k.standard_margin_bps END)
      FROM service_bom_line l JOIN model m ON m.key = l.model_key AND m.status = 'active'
      JOIN price_policy_line k ON k.policy_seq = j.policy_seq AND k.product_line = coalesce(
        (SELECT x.product_line FROM price_policy_line x WHERE x.policy_seq = j.policy_seq AND x.product_line = m.product_line), '')
      WHERE l.part_key = j.part_key),
    (SELECT CASE p.class WHEN 'wear' THEN k.wear_margin_bps ELSE k.standard_margin_bps END FROM price_policy_line k
      WHERE k.policy_seq = j.policy_seq AND k.product_line = '')) AS margin_bps
  FROM judged_price j CROSS JOIN part p
  WHERE p.key = j.part_key AND j.kind = 'settlement' AND p.class IN ('wear', 'standard') AND j.high_net > p.cost_fen + j.half_net)
WHERE high_net > cost_fen * ((10000 + margin_bps) / 10000.0) * (1 + 1e-12) + half_net + 1e-6
UNION ALL
SELECT j.version_id, 'costBelow', p.key || CASE WHEN j.grade || j.low_grade = '' THEN '' ELSE ' ' || j.grade || j.low_grade END,
  p.key, j.grade || j.low_grade, '', 'fen', cast(round(j.low_net) AS INTEGER), p.cost_fen, NULL
FROM judged_price j CROSS JOIN part p
WHERE p.key = j.part_key AND j.kind = 'settlement' AND p.class <> 'core' AND j.low_net < p.cost_fen - j.half_net - 1e-6;

-- Continuity (P6, §8.1.5): against the version before, by part and on a family's average; across like parts; along successions.
CREATE VIEW continuity_gates AS
SELECT c.version_id, 'corridor' AS gate, c.part_key || CASE c.grade WHEN '' THEN '' ELSE ' ' || c.grade END AS subject,
  c.part_key AS item_key, c.grade, '' AS other_key, 'ppm' AS unit,
  cast(round(min((c.new_fen - c.old_fen) * 1e6 / c.old_fen, 9e15)) AS INTEGER) AS measured,
  -100 * p.corridor_bps AS allowed_from, 100 * p.corridor_bps AS allowed_to
FROM price_change c CROSS JOIN price_policy p
WHERE c.judged AND p.seq = c.policy_seq
  AND abs(c.new_fen - c.old_fen) * 20000 > c.old_fen * p.corridor_bps * 2
    + 10000 * CASE c.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END
UNION ALL
SELECT version_id, 'familyCorridor', family, family, '', '', 'ppm', cast(round(min(change * 1e6, 9e15)) AS INTEGER),
  -100 * corridor_bps, 100 * corridor_bps
FROM (
  SELECT c.version_id, t.family, avg((c.new_fen - c.old_fen) * 1.0 / c.old_fen) AS change,
    avg(CASE c.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END * 0.5 / c.old_fen) AS slack,
    coalesce((SELECT f.corridor_bps FROM price_policy_family f WHERE f.policy_seq = p.seq AND f.family = t.family),
      p.family_corridor_bps) AS corridor_bps
  FROM price_change c CROSS JOIN price_policy p CROSS JOIN part t
  WHERE c.judged AND p.seq = c.policy_seq AND c.grade = '' AND t.key = c.part_key AND t.family <> ''
  GROUP BY c.version_id, t.family)
WHERE abs(change) > corridor_bps / 10000.0 + slack + 1e-9
UNION ALL
SELECT version_id, 'likeParts', part_key || ' ' || other_key, part_key, '', other_key, 'ppm',
  cast(round(min(net * 1e6 / other_net, 9e15)) AS INTEGER), ratio_ppm - cast(ratio_ppm * tolerance_bps / 10000 AS INTEGER),
  ratio_ppm + cast(ratio_ppm * tolerance_bps / 10000 AS INTEGER)
FROM (
  SELECT b.version_id, l.part_key, l.other_key, l.ratio_ppm, coalesce(l.tolerance_bps, b.like_tolerance_bps) AS tolerance_bps,
    (x.price_fen * b.high_bps + 5000) / 10000 * 10000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS net,
    (y.price_fen * b.high_bps + 5000) / 10000 * 10000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + y.tax_rate_bps ELSE 10000 END AS other_net,
    b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS half,
    b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + y.tax_rate_bps ELSE 10000 END AS other_half
  FROM (SELECT j.*, p.like_tolerance_bps, CASE j.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END AS step_fen
      FROM judged_basis j JOIN price_policy p ON p.seq = j.policy_seq WHERE j.kind = j.book LIMIT -1) b
  CROSS JOIN like_part l CROSS JOIN price_book_entry x CROSS JOIN price_book_entry y
  WHERE x.version_id = b.source_id AND x.part_key = l.part_key AND x.grade = ''
    AND y.version_id = b.source_id AND y.part_key = l.other_key AND y.grade = ''
    AND x.price_fen * b.high_bps >= 5000 AND y.price_fen * b.high_bps >= 5000)
WHERE net + half + 1e-6 < (other_net - other_half) * (ratio_ppm / 1e6) * (1 - tolerance_bps / 10000.0)
  OR net - half - 1e-6 > (other_net + other_half) * (ratio_ppm / 1e6) * (1 + tolerance_bps / 10000.0)
UNION ALL
SELECT version_id, 'supersession', part_key || ' ' || other_key, part_key, '', other_key, 'ppm',
  cast(round(min(other_net * 1e6 / net, 9e15)) AS INTEGER), 1000000 - 100 * tolerance_bps, 1000000 + 100 * tolerance_bps
FROM (
  SELECT b.version_id, s.key AS part_key, s.successor_key AS other_key, b.supersession_tolerance_bps AS tolerance_bps,
    (x.price_fen * b.high_bps + 5000) / 10000 * 10000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS net,
    (y.price_fen * b.high_bps + 5000) / 10000 * 10000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + y.tax_rate_bps ELSE 10000 END AS other_net,
    b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS half,
    b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + y.tax_rate_bps ELSE 10000 END AS other_half
  FROM (SELECT j.*, p.supersession_tolerance_bps, CASE j.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END AS step_fen
      FROM judged_basis j JOIN price_policy p ON p.seq = j.policy_seq WHERE j.kind = j.book LIMIT -1) b
  CROSS JOIN part s CROSS JOIN price_book_entry x CROSS JOIN price_book_entry y
  WHERE s.successor_key IS NOT NULL AND x.version_id = b.source_id AND x.part_key = s.key AND x.grade = ''
    AND y.version_id = b.source_id AND y.part_key = s.successor_key AND y.grade = ''
    AND x.price_fen * b.high_bps >= 5000 AND y.price_fen * b.high_bps >= 5000)
WHERE other_net + other_half + 1e-6 < (net - half) * (1 - tolerance_bps / 10000.0)
  OR other_net - other_half - 1e-6 > (net + half) * (1 + tolerance_bps / 10000.0);

-- Which versions of the other book are in force on some day together with a version to be judged.
CREATE VIEW judged_opposite AS
SELECT v.version_id, v.book, coalesce(v.companion_id, v.opposite_id) AS other_id FROM judged_version v
WHERE coalesce(v.companion_id, v.opposite_id) IS NOT NULL
UNION ALL
SELECT v.version_id, v.book, o.id FROM judged_version v JOIN price_book_version o ON o.book <> v.book AND o.status = 'published'
  AND o.effective_on > v.on_day AND (v.until_day IS NULL OR o.effective_on < v.until_day);

-- The gates nobody can be excepted from: a dealer never pays more than a user, a core part has no price (P5, §8.1.4).
CREATE VIEW universal_gates AS
SELECT version_id, 'settlementAboveGuide' AS gate,
  part_key || CASE grade WHEN '' THEN '' ELSE ' ' || grade END || ' ' || other_id AS subject, part_key AS item_key, grade,
  other_id AS other_key, 'fen' AS unit, settlement_fen AS measured, NULL AS allowed_from, guide_fen AS allowed_to
FROM (
  SELECT c.version_id, c.other_id, e.part_key, e.grade,
    CASE WHEN c.settlement_basis = c.guide_basis AND e.tax_rate_bps = g.tax_rate_bps OR c.settlement_basis = 'net' THEN e.price_fen
      ELSE (e.price_fen * 20000 + 10000 + e.tax_rate_bps) / (2 * (10000 + e.tax_rate_bps)) END AS settlement_fen,
    CASE WHEN c.settlement_basis = c.guide_basis AND e.tax_rate_bps = g.tax_rate_bps OR c.guide_basis = 'net' THEN g.price_fen
      ELSE (g.price_fen * 20000 + 10000 + g.tax_rate_bps) / (2 * (10000 + g.tax_rate_bps)) END AS guide_fen
  FROM (
    SELECT o.version_id, o.other_id, s.id AS settlement_id, s.tax_basis AS settlement_basis, g.id AS guide_id, g.tax_basis AS guide_basis
    FROM judged_opposite o
    JOIN price_book_version s ON s.id = CASE o.book WHEN 'settlement' THEN o.version_id ELSE o.other_id END AND s.method = 'entries'
    JOIN price_book_version g ON g.id = CASE o.book WHEN 'guide' THEN o.version_id ELSE o.other_id END LIMIT -1) c
  CROSS JOIN price_book_entry e CROSS JOIN price_book_entry g
  WHERE e.version_id = c.settlement_id AND g.version_id = c.guide_id AND g.part_key = e.part_key AND g.grade = '')
WHERE settlement_fen > guide_fen
UNION ALL
SELECT v.id, 'corePriced', e.part_key || CASE e.grade WHEN '' THEN '' ELSE ' ' || e.grade END, e.part_key, e.grade, '', 'fen',
  e.price_fen, NULL, NULL
FROM price_book_version v CROSS JOIN price_book_entry e CROSS JOIN part p
WHERE v.status IN ('draft', 'inReview') AND e.version_id = v.id AND p.key = e.part_key AND p.class = 'core';

CREATE VIEW gate_violation AS
SELECT * FROM universal_gates
UNION ALL SELECT * FROM bom_gates
UNION ALL SELECT * FROM margin_gates
UNION ALL SELECT * FROM continuity_gates;

-- A finding with the exception that was made for it, as long as it is the same finding.
CREATE VIEW judged_finding AS
SELECT f.version_id, f.gate, f.subject, f.item_key, f.grade, f.other_key, f.unit, f.measured, f.allowed_from, f.allowed_to,
  x.reason, x.requested_by, x.requested_at, x.approved_by, x.approved_at
FROM gate_violation f LEFT JOIN gate_exception x ON x.version_id = f.version_id AND x.gate = f.gate AND x.subject = f.subject
  AND x.measured = f.measured AND x.allowed_from IS f.allowed_from AND x.allowed_to IS f.allowed_to;

-- Parts by why they have a price or none; and what is earned on cost, by class, at the highest price a grade pays.
CREATE VIEW judged_summary AS
SELECT b.version_id,
  (SELECT json_group_object(t.why, t.held) FROM (
    SELECT CASE WHEN p.class = 'core' THEN 'core' WHEN e.part_key IS NOT NULL THEN 'priced'
      WHEN p.serviceable = 0 THEN 'notServiceable' WHEN p.cost_fen IS NULL THEN 'noCost' ELSE 'notInBook' END AS why, count(*) AS held
    FROM part p LEFT JOIN price_book_entry e ON e.version_id = b.source_id AND e.part_key = p.key AND e.grade = ''
    GROUP BY 1) t) AS priced,
  (SELECT json_group_array(json_object('class', t.class, 'parts', t.parts, 'minBps', t.low, 'averageBps', t.average, 'maxBps', t.high))
    FROM (
      SELECT p.class, count(*) AS parts, cast(round(min(n.net / p.cost_fen - 1) * 10000) AS INTEGER) AS low,
        cast(round(avg(n.net / p.cost_fen - 1) * 10000) AS INTEGER) AS average,
        cast(round(max(n.net / p.cost_fen - 1) * 10000) AS INTEGER) AS high
      FROM (SELECT e.part_key, (e.price_fen * b.high_bps + 5000) / 10000 * 10000.0
          / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END AS net
        FROM price_book_entry e WHERE e.version_id = b.source_id AND e.grade = '') n
      CROSS JOIN part p WHERE p.key = n.part_key AND p.cost_fen > 0 AND p.class <> 'core'
      GROUP BY p.class) t) AS margins
FROM judged_basis b WHERE b.kind = b.book;

-- Publishing: the right versions, by somebody else, then every gate once, into the evidence; an open finding undoes it all.
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
END;
CREATE TRIGGER publication_publishes AFTER INSERT ON publication BEGIN
  INSERT INTO publication_basis (version_id, publication_id, book, source_id, share_bps, before_id, before_source_id,
    before_share_bps, priced, margins)
  SELECT b.version_id, NEW.id, b.book, b.source_id, b.high_bps, b.before_id, b.before_source_id, b.before_bps, s.priced,
    CASE b.book WHEN 'settlement' THEN s.margins ELSE '[]' END
  FROM judged_basis b JOIN judged_summary s ON s.version_id = b.version_id
  WHERE b.kind = b.book AND b.version_id IN (NEW.settlement_id, NEW.guide_id);
  INSERT INTO publication_finding (version_id, gate, subject, item_key, grade, other_key, unit, measured, allowed_from, allowed_to,
    reason, requested_by, requested_at, approved_by, approved_at)
  SELECT * FROM judged_finding WHERE version_id = NEW.settlement_id;
  INSERT INTO publication_finding (version_id, gate, subject, item_key, grade, other_key, unit, measured, allowed_from, allowed_to,
    reason, requested_by, requested_at, approved_by, approved_at)
  SELECT * FROM judged_finding WHERE version_id = NEW.guide_id;
  SELECT RAISE(ABORT, 'book/gate-open') WHERE EXISTS (SELECT 1 FROM publication_finding f
    WHERE f.version_id IN (NEW.settlement_id, NEW.guide_id) AND f.approved_by IS NULL);
  INSERT INTO model_ratio (version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within)
  SELECT version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within FROM judged_ratio
  WHERE version_id = NEW.settlement_id;
  INSERT INTO model_ratio (version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within)
  SELECT version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within FROM judged_ratio
  WHERE version_id = NEW.guide_id;
  UPDATE price_book_version SET status = 'published', approved_at = NEW.at, approved_by = NEW.approved_by, version = version + 1
  WHERE id IN (NEW.settlement_id, NEW.guide_id);
END;
CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;

CREATE TRIGGER price_book_version_gated BEFORE UPDATE OF status ON price_book_version
WHEN NEW.status <> OLD.status AND (
  (NEW.status = 'published' AND (OLD.status <> 'inReview' OR NOT EXISTS (SELECT 1 FROM publication p
    WHERE p.settlement_id = OLD.id OR p.guide_id = OLD.id)))
  OR (NEW.status = 'withdrawn' AND OLD.status <> 'published'))
BEGIN SELECT RAISE(ABORT, 'book/ungated'); END;
CREATE TRIGGER price_book_version_same BEFORE UPDATE ON price_book_version
WHEN OLD.status <> 'draft' AND (NEW.id <> OLD.id OR NEW.book <> OLD.book OR NEW.method <> OLD.method OR NEW.tax_basis <> OLD.tax_basis
  OR NEW.pair_id IS NOT OLD.pair_id OR NEW.created_by <> OLD.created_by)
BEGIN SELECT RAISE(ABORT, 'book/immutable'); END;

-- Evidence is written by the act of publishing alone: afterwards the version is published, and before it nothing refers to it.
CREATE TRIGGER publication_basis_once BEFORE INSERT ON publication_basis WHEN EXISTS (
  SELECT 1 FROM publication_basis b WHERE b.version_id = NEW.version_id) OR NOT EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = NEW.version_id AND v.status = 'inReview')
BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER publication_basis_no_update BEFORE UPDATE ON publication_basis BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER publication_basis_no_delete BEFORE DELETE ON publication_basis BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER publication_finding_once BEFORE INSERT ON publication_finding WHEN NOT EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = NEW.version_id AND v.status = 'inReview')
BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER publication_finding_no_update BEFORE UPDATE ON publication_finding
BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER publication_finding_no_delete BEFORE DELETE ON publication_finding
BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER model_ratio_once BEFORE INSERT ON model_ratio WHEN NOT EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = NEW.version_id AND v.status = 'inReview')
BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER model_ratio_no_update BEFORE UPDATE ON model_ratio BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;
CREATE TRIGGER model_ratio_no_delete BEFORE DELETE ON model_ratio BEGIN SELECT RAISE(ABORT, 'publication/append-only'); END;

-- An exception is asked for while the version may still change, and approved as it was asked for.
CREATE TRIGGER gate_exception_insert BEFORE INSERT ON gate_exception BEGIN
  SELECT RAISE(ABORT, 'gate-exception/closed') WHERE NOT EXISTS (
    SELECT 1 FROM price_book_version v WHERE v.id = NEW.version_id AND v.status IN ('draft', 'inReview'));
  SELECT RAISE(ABORT, 'gate-exception/asked-for-first') WHERE NEW.approved_by IS NOT NULL;
  SELECT RAISE(ABORT, 'gate-exception/once') WHERE EXISTS (SELECT 1 FROM gate_exception x
    WHERE x.version_id = NEW.version_id AND x.gate = NEW.gate AND x.subject = NEW.subject);
END;
CREATE TRIGGER gate_exception_update BEFORE UPDATE ON gate_exception
WHEN OLD.approved_by IS NOT NULL OR NEW.version_id <> OLD.version_id OR NEW.gate <> OLD.gate OR NEW.subject <> OLD.subject
  OR NEW.measured <> OLD.measured OR NEW.allowed_from IS NOT OLD.allowed_from OR NEW.allowed_to IS NOT OLD.allowed_to
  OR NEW.reason <> OLD.reason OR NEW.requested_by <> OLD.requested_by OR NEW.requested_at <> OLD.requested_at
  OR NOT EXISTS (SELECT 1 FROM price_book_version v WHERE v.id = OLD.version_id AND v.status IN ('draft', 'inReview'))
BEGIN SELECT RAISE(ABORT, 'gate-exception/closed'); END;
CREATE TRIGGER gate_exception_delete BEFORE DELETE ON gate_exception WHEN EXISTS (
  SELECT 1 FROM price_book_version v WHERE v.id = OLD.version_id AND v.status NOT IN ('draft', 'inReview'))
BEGIN SELECT RAISE(ABORT, 'gate-exception/closed'); END;
