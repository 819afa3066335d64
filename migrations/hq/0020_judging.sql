-- A version is judged with everything it will stand beside: versions of the other book that take effect while it is in force,
-- and the version of its own book that follows it. What holds only from a later day says so: other_id is the version that begins it.
DROP VIEW judged_summary;
DROP VIEW continuity_gates;
DROP VIEW margin_gates;
DROP VIEW bom_gates;
DROP VIEW universal_gates;
DROP VIEW judged_ratio;
DROP VIEW judged_price;
DROP VIEW price_change;
DROP VIEW version_basis;
DROP VIEW judged_basis;
DROP VIEW judged_opposite;

ALTER TABLE model_ratio ADD COLUMN unpriced INTEGER NOT NULL DEFAULT 0 CHECK (unpriced >= 0); -- lines built to this day without a price

-- The product lines of active models a part is served on, lines no longer built included: older machines are served too.
CREATE VIEW part_product_line AS
SELECT DISTINCT l.part_key, m.product_line FROM service_bom_line l JOIN model m ON m.key = l.model_key WHERE m.status = 'active';

-- The price for every grade; or, where each grade that a channel has carries its own, the highest of these.
CREATE VIEW paid_grade AS SELECT DISTINCT grade FROM channel WHERE status <> 'archived';
CREATE VIEW general_price AS
SELECT e.version_id, e.part_key, e.tax_rate_bps, coalesce((
  SELECT CASE count(*) WHEN (SELECT count(*) FROM paid_grade) THEN max(o.price_fen) END FROM price_book_entry o
  WHERE o.version_id = e.version_id AND o.part_key = e.part_key AND o.grade > '' AND o.grade IN (SELECT grade FROM paid_grade)),
  e.price_fen) AS price_fen
FROM price_book_entry e WHERE e.grade = '';

-- Which versions of the other book are in force on some day together with a version to be judged; later_id: not from its first.
CREATE VIEW judged_opposite AS
SELECT v.*, coalesce(v.companion_id, v.opposite_id) AS other_id, '' AS later_id FROM judged_version v
UNION ALL
SELECT v.*, o.id, o.id FROM judged_version v JOIN price_book_version o ON o.book <> v.book AND o.status = 'published'
  AND o.effective_on > v.on_day AND (v.until_day IS NULL OR o.effective_on < v.until_day);

-- Whose entries are a version's prices. A guide version beside a settlement version by discount makes settlement prices too,
-- and answers for them (kind settlement). share_id: the version whose discounts are taken.
CREATE VIEW judged_source AS
SELECT v.version_id, v.book, v.book AS kind, '' AS other_id, v.version_id AS source_id, NULL AS share_id, v.tax_basis,
  10000 AS high_bps, 10000 AS low_bps, '' AS low_grade, v.policy_seq
FROM judged_version v WHERE v.method = 'entries'
UNION ALL
SELECT o.version_id, o.book, 'settlement', o.later_id, g.id, o.version_id, g.tax_basis, coalesce(s.high_bps, 10000),
  coalesce(s.low_bps, 10000), coalesce(s.low_grade, ''), o.policy_seq
FROM judged_opposite o LEFT JOIN price_book_version g ON g.id = o.other_id LEFT JOIN discount_share s ON s.version_id = o.version_id
WHERE o.method = 'discount'
UNION ALL
SELECT o.version_id, o.book, 'settlement', o.later_id, o.version_id, d.id, o.tax_basis, s.high_bps, s.low_bps, s.low_grade,
  o.policy_seq
FROM judged_opposite o JOIN price_book_version d ON d.id = o.other_id AND d.method = 'discount' AND d.id IS NOT o.companion_id
  JOIN discount_share s ON s.version_id = d.id
WHERE o.book = 'guide';

-- Days on which what dealers pay changes on account of a version: its first, the first of the one that follows, and, of a guide
-- version, every first day of a settlement version with a discount on one side of it. A guide version's own change judges itself.
CREATE VIEW judged_settlement_step AS
SELECT v.version_id, v.policy_seq, '' AS other_id, v.version_id AS settlement_id, coalesce(v.companion_id, v.opposite_id) AS guide_id,
  v.before_id AS before_settlement_id, v.before_guide_id
FROM judged_version v WHERE v.book = 'settlement' AND v.before_id IS NOT NULL
UNION ALL
SELECT v.version_id, v.policy_seq, n.id, n.id,
  coalesce((SELECT g.id FROM price_book_version g WHERE g.book = 'guide' AND g.status = 'published'
    AND g.effective_on > v.on_day AND g.effective_on <= v.until_day ORDER BY g.effective_on DESC LIMIT 1), v.companion_id, v.opposite_id),
  v.version_id,
  coalesce((SELECT g.id FROM price_book_version g WHERE g.book = 'guide' AND g.status = 'published'
    AND g.effective_on > v.on_day AND g.effective_on < v.until_day ORDER BY g.effective_on DESC LIMIT 1), v.companion_id, v.opposite_id)
FROM judged_version v JOIN price_book_version n ON n.book = v.book AND n.status = 'published' AND n.effective_on = v.until_day
WHERE v.book = 'settlement'
UNION ALL
SELECT version_id, policy_seq, id, id, guide_id, previous_id, before_guide_id
FROM (
  SELECT v.version_id, v.policy_seq, o.id, o.method, p.id AS previous_id, p.method AS previous_method,
    CASE WHEN o.effective_on = v.until_day THEN (SELECT g.id FROM price_book_version g WHERE g.book = 'guide'
      AND g.status = 'published' AND g.effective_on = v.until_day) ELSE v.version_id END AS guide_id,
    CASE WHEN o.effective_on > v.on_day THEN v.version_id ELSE v.before_id END AS before_guide_id
  FROM judged_version v JOIN price_book_version o ON o.book = 'settlement' AND o.status = 'published'
      AND o.effective_on >= v.on_day AND (v.until_day IS NULL OR o.effective_on <= v.until_day)
    JOIN price_book_version p ON p.id = (SELECT b.id FROM price_book_version b WHERE b.book = 'settlement'
      AND b.status = 'published' AND b.effective_on < o.effective_on ORDER BY b.effective_on DESC LIMIT 1)
  WHERE v.book = 'guide' AND (v.companion_id IS NULL OR p.effective_on > v.on_day))
WHERE (method = 'discount' AND guide_id IS version_id) <> (previous_method = 'discount' AND before_guide_id IS version_id);

-- Every change of prices a version answers for, by whose entries and at whose shares they are before and after.
CREATE VIEW judged_step AS
SELECT v.version_id, 'guide' AS kind, '' AS other_id, v.policy_seq, v.version_id AS source_id, NULL AS share_id,
  v.before_id AS before_source_id, NULL AS before_share_id
FROM judged_version v WHERE v.book = 'guide' AND v.before_id IS NOT NULL
UNION ALL
SELECT v.version_id, 'guide', n.id, v.policy_seq, n.id, NULL, v.version_id, NULL
FROM judged_version v JOIN price_book_version n ON n.book = v.book AND n.status = 'published' AND n.effective_on = v.until_day
WHERE v.book = 'guide'
UNION ALL
SELECT t.version_id, 'settlement', t.other_id, t.policy_seq, CASE s.method WHEN 'discount' THEN t.guide_id ELSE s.id END,
  CASE s.method WHEN 'discount' THEN s.id END, CASE b.method WHEN 'discount' THEN t.before_guide_id ELSE b.id END,
  CASE b.method WHEN 'discount' THEN b.id END
FROM judged_settlement_step t JOIN price_book_version s ON s.id = t.settlement_id
  JOIN price_book_version b ON b.id = t.before_settlement_id;

-- What holds on a version's first day: this is what evidence is kept of.
CREATE VIEW judged_basis AS
SELECT j.version_id, j.book, j.kind, j.source_id, j.tax_basis, j.high_bps, j.low_bps, j.low_grade, j.policy_seq, v.before_id,
  CASE WHEN j.kind = j.book THEN t.before_source_id ELSE v.before_id END AS before_source_id, CASE WHEN j.kind = j.book
    THEN coalesce((SELECT s.high_bps FROM discount_share s WHERE s.version_id = t.before_share_id), 10000) ELSE j.high_bps END AS before_bps
FROM judged_source j JOIN judged_version v ON v.version_id = j.version_id
  LEFT JOIN judged_step t ON t.version_id = j.version_id AND t.kind = j.kind AND t.other_id = ''
WHERE j.other_id = '';

-- The changes of every version, published ones by what was written down that day.
CREATE VIEW price_step AS
SELECT version_id, kind, other_id, 1 AS judged, policy_seq, source_id, share_id, before_source_id, before_share_id FROM judged_step
UNION ALL
SELECT version_id, book, '', 0, NULL, source_id, CASE WHEN source_id <> version_id THEN version_id END, before_source_id,
  CASE WHEN before_source_id <> before_id THEN before_id END
FROM publication_basis;

-- The shares at which a step's prices are looked at beside the highest: those of grades that move otherwise.
CREATE VIEW price_step_grade AS
SELECT * FROM (
  SELECT t.version_id, t.kind, t.other_id, t.judged, r.code AS grade, t.share_id, t.before_share_id,
    CASE WHEN t.share_id IS NULL THEN 10000 ELSE (SELECT x.discount_bps FROM grade_discount x
      WHERE x.version_id = t.share_id AND x.grade = r.code) END AS bps,
    CASE WHEN t.before_share_id IS NULL THEN 10000 ELSE (SELECT x.discount_bps FROM grade_discount x
      WHERE x.version_id = t.before_share_id AND x.grade = r.code) END AS before_bps
  FROM price_step t JOIN grade r WHERE t.share_id IS NOT NULL OR t.before_share_id IS NOT NULL)
WHERE bps > 0 AND before_bps > 0;

-- What a grade pays before and after, in the tax basis of the later, rounded half up: by its own entry or else by the one for
-- every grade; where discounts are taken, at the highest share ('') and at those of grades that move otherwise. What had no
-- price before is compared with the last published version that has one.
CREATE VIEW price_change AS
WITH b AS MATERIALIZED (
  SELECT t.*, n.tax_basis, w.tax_basis AS before_basis, w.book AS before_book, w.effective_on AS before_day,
    coalesce((SELECT s.high_bps FROM discount_share s WHERE s.version_id = t.share_id), 10000) AS high_bps,
    coalesce((SELECT s.high_bps FROM discount_share s WHERE s.version_id = t.before_share_id), 10000) AS before_high_bps
  FROM price_step t JOIN price_book_version n ON n.id = t.source_id JOIN price_book_version w ON w.id = t.before_source_id),
g AS MATERIALIZED (
  SELECT b.*, r.grade, r.bps, r.before_bps FROM b JOIN price_step_grade r ON r.version_id = b.version_id AND r.kind = b.kind
    AND r.other_id = b.other_id AND r.judged = b.judged
  WHERE b.share_id IS NULL OR b.before_share_id IS NULL OR r.bps * b.before_high_bps <> r.before_bps * b.high_bps)
SELECT version_id, kind, other_id, judged, policy_seq, part_key, grade, new_fen,
  CASE WHEN tax_basis = before_basis THEN before_fen
    WHEN tax_basis = 'net' THEN (before_fen * 20000 + 10000 + before_rate) / (2 * (10000 + before_rate))
    ELSE (before_fen * (10000 + before_rate) * 2 + 10000) / 20000 END AS old_fen
FROM (
  SELECT b.version_id, b.kind, b.other_id, b.judged, b.policy_seq, b.tax_basis, coalesce(w.tax_basis, b.before_basis) AS before_basis,
    e.part_key, e.grade, (e.price_fen * b.high_bps + 5000) / 10000 AS new_fen,
    (coalesce(o.price_fen, x.price_fen) * CASE WHEN e.grade = '' OR b.before_share_id IS NULL THEN b.before_high_bps
      ELSE (SELECT y.discount_bps FROM grade_discount y WHERE y.version_id = b.before_share_id AND y.grade = e.grade) END + 5000)
      / 10000 AS before_fen, coalesce(o.tax_rate_bps, x.tax_rate_bps) AS before_rate
  FROM b CROSS JOIN price_book_entry e
    LEFT JOIN price_book_entry o ON o.version_id = b.before_source_id AND o.part_key = e.part_key AND o.grade = e.grade
      AND (e.grade = '' OR b.before_share_id IS NULL)
    LEFT JOIN price_book_version w ON w.id = CASE WHEN o.part_key IS NULL THEN (SELECT v.id FROM price_book_entry y
        JOIN price_book_version v ON v.id = y.version_id
      WHERE y.part_key = e.part_key AND (y.grade = '' OR y.grade = e.grade AND b.before_share_id IS NULL) AND (v.id = b.before_source_id
        OR v.book = b.before_book AND v.status = 'published' AND v.effective_on < b.before_day)
      ORDER BY v.id = b.before_source_id DESC, v.effective_on DESC LIMIT 1) END
    LEFT JOIN price_book_entry x ON x.version_id = w.id AND x.part_key = e.part_key AND x.grade = (SELECT max(y.grade)
      FROM price_book_entry y WHERE y.version_id = w.id AND y.part_key = e.part_key
        AND (y.grade = '' OR y.grade = e.grade AND b.before_share_id IS NULL))
  WHERE e.version_id = b.source_id AND (e.grade = '' OR b.share_id IS NULL)
  UNION ALL
  SELECT b.version_id, b.kind, b.other_id, b.judged, b.policy_seq, b.tax_basis, b.before_basis, e.part_key, o.grade,
    (e.price_fen * CASE WHEN b.share_id IS NULL THEN 10000 ELSE (SELECT x.discount_bps FROM grade_discount x
      WHERE x.version_id = b.share_id AND x.grade = o.grade) END + 5000) / 10000, o.price_fen, o.tax_rate_bps
  FROM b CROSS JOIN price_book_entry o
    LEFT JOIN price_book_entry x ON x.version_id = b.source_id AND x.part_key = o.part_key AND x.grade = o.grade AND b.share_id IS NULL
    CROSS JOIN price_book_entry e
  WHERE b.before_share_id IS NULL AND o.version_id = b.before_source_id AND o.grade <> '' AND x.part_key IS NULL
    AND e.version_id = b.source_id AND e.part_key = o.part_key AND e.grade = ''
  UNION ALL
  SELECT g.version_id, g.kind, g.other_id, g.judged, g.policy_seq, g.tax_basis, w.tax_basis, e.part_key, g.grade,
    (e.price_fen * g.bps + 5000) / 10000, (x.price_fen * g.before_bps + 5000) / 10000, x.tax_rate_bps
  FROM g CROSS JOIN price_book_entry e
    LEFT JOIN price_book_entry o ON o.version_id = CASE WHEN g.share_id IS NULL THEN g.source_id WHEN g.before_share_id IS NULL
      THEN g.before_source_id END AND o.part_key = e.part_key AND o.grade = g.grade
    CROSS JOIN price_book_version w CROSS JOIN price_book_entry x
  WHERE e.version_id = g.source_id AND e.grade = '' AND o.part_key IS NULL AND w.id = coalesce((SELECT y.version_id FROM price_book_entry y
      WHERE y.version_id = g.before_source_id AND y.part_key = e.part_key AND y.grade = ''), (SELECT v.id FROM price_book_entry y
        JOIN price_book_version v ON v.id = y.version_id
      WHERE y.part_key = e.part_key AND (y.grade = '' OR y.grade = g.grade AND g.before_share_id IS NULL)
        AND v.book = g.before_book AND v.status = 'published' AND v.effective_on < g.before_day ORDER BY v.effective_on DESC LIMIT 1))
    AND x.version_id = w.id AND x.part_key = e.part_key AND x.grade = (SELECT max(y.grade) FROM price_book_entry y
      WHERE y.version_id = w.id AND y.part_key = e.part_key AND (y.grade = '' OR y.grade = g.grade AND g.before_share_id IS NULL)))
WHERE new_fen > 0 AND old_fen > 0;

-- A version's prices without tax: the highest any grade pays, and the lowest; half a step without tax.
CREATE VIEW judged_price AS
WITH b AS MATERIALIZED (
  SELECT j.*, CASE j.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END AS step_fen
  FROM judged_source j JOIN price_policy p ON p.seq = j.policy_seq WHERE j.source_id IS NOT NULL)
SELECT b.version_id, b.kind, b.other_id, b.policy_seq, e.part_key, e.grade, b.low_grade,
  ((e.price_fen * b.high_bps + 5000) / 10000) * 10000.0
    / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END AS high_net,
  ((e.price_fen * b.low_bps + 5000) / 10000) * 10000.0
    / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END AS low_net,
  b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + e.tax_rate_bps ELSE 10000 END AS half_net
FROM b CROSS JOIN price_book_entry e
WHERE e.version_id = b.source_id AND (b.share_id IS NULL OR e.grade = '')
  AND (e.price_fen * b.low_bps + 5000) / 10000 > 0;

-- The double rule (P3, §8.1.1) of every active model with a dealer price and lines built to this day. The tolerance may
-- be less than rounding to steps moves the sum; then half a step for each piece is allowed. unpriced: lines the sum is without.
CREATE VIEW judged_source_ratio AS
WITH b AS MATERIALIZED (
  SELECT j.*, p.settlement_step_fen AS step_fen FROM judged_source j JOIN price_policy p ON p.seq = j.policy_seq
  WHERE j.kind = 'settlement'),
r AS (
  SELECT b.version_id, b.other_id, m.key AS model_key, m.product_line, m.dealer_price_net_fen AS dealer_fen,
    (s.value ->> 1) / 1000.0 AS sum_net, m.dealer_price_net_fen * (k.factor_bps / 10000.0) AS target,
    max(m.dealer_price_net_fen * (k.factor_bps / 10000.0) * (k.tolerance_bps / 10000.0), (s.value ->> 2) / 1000.0) AS room,
    s.value ->> 3 AS unpriced
  FROM b CROSS JOIN json_each((
    SELECT json_group_array(json_array(model_key, sum_net, slack, unpriced)) FROM (
      SELECT model_key, sum(net) AS sum_net, sum(half) AS slack, sum(unpriced) AS unpriced FROM (
        SELECT l.model_key, e.net * l.quantity_milli AS net, e.half * l.quantity_milli AS half, 0 AS unpriced
        FROM (
          SELECT x.part_key, (CASE WHEN o.grade IS NULL THEN x.price_fen ELSE (SELECT g.price_fen FROM general_price g
                WHERE g.version_id = x.version_id AND g.part_key = x.part_key) END * b.high_bps + 5000) / 10000 * 10000.0
              / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS net,
            b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS half
          FROM price_book_entry x CROSS JOIN part p LEFT JOIN price_book_entry o ON o.version_id = x.version_id
            AND o.part_key = x.part_key AND o.grade = (SELECT min(grade) FROM paid_grade)
          WHERE x.version_id = b.source_id AND x.grade = '' AND p.key = x.part_key AND p.class <> 'core' LIMIT -1) e
        CROSS JOIN service_bom_line l INDEXED BY service_bom_line_current
        WHERE l.part_key = e.part_key AND l.serial_to_key = ''
        UNION ALL
        SELECT m.key, 0.0, 0.0, 0 FROM model m WHERE m.status = 'active' AND m.dealer_price_net_fen IS NOT NULL
          AND EXISTS (SELECT 1 FROM service_bom_line l WHERE l.model_key = m.key AND l.serial_to_key = '')
        UNION ALL
        SELECT l.model_key, 0.0, 0.0, 1
        FROM (SELECT p.key FROM part p LEFT JOIN price_book_entry e ON e.version_id = b.source_id AND e.part_key = p.key
            AND e.grade = '' AND e.price_fen * b.high_bps >= 5000
          WHERE p.class <> 'core' AND p.serviceable = 1 AND e.part_key IS NULL LIMIT -1) p
        CROSS JOIN service_bom_line l INDEXED BY service_bom_line_current
        WHERE l.part_key = p.key AND l.serial_to_key = '')
      GROUP BY model_key))) s
  CROSS JOIN model m CROSS JOIN price_policy_line k
  WHERE m.key = s.value ->> 0 AND m.status = 'active' AND m.dealer_price_net_fen IS NOT NULL
    AND k.policy_seq = b.policy_seq AND k.product_line = coalesce((SELECT x.product_line FROM price_policy_line x
      WHERE x.policy_seq = b.policy_seq AND x.product_line = m.product_line), ''))
SELECT version_id, other_id, model_key, product_line, dealer_fen, cast(round(min(sum_net, 9e15)) AS INTEGER) AS sum_fen,
  cast(round(min(sum_net * 1e6 / dealer_fen, 9e15)) AS INTEGER) AS ratio_ppm,
  cast(round(max((target - room) * 1e6 / dealer_fen, 0.0)) AS INTEGER) AS from_ppm,
  cast(round(min((target + room) * 1e6 / dealer_fen, 9e15)) AS INTEGER) AS to_ppm,
  abs(sum_net - target) <= room * (1 + 1e-9) + 1e-6 AS within, unpriced
FROM r;
CREATE VIEW judged_ratio AS
SELECT version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within, unpriced
FROM judged_source_ratio WHERE other_id = '';

CREATE VIEW bom_gates AS
SELECT version_id, 'doubleRule' AS gate, model_key || CASE other_id WHEN '' THEN '' ELSE ' ' || other_id END AS subject,
  model_key AS item_key, '' AS grade, other_id AS other_key, 'ppm' AS unit, ratio_ppm AS measured, from_ppm AS allowed_from,
  to_ppm AS allowed_to
FROM judged_source_ratio WHERE NOT within
UNION ALL
SELECT version_id, 'bomPartUnpriced', part_key || CASE other_id WHEN '' THEN '' ELSE ' ' || other_id END, part_key, '', other_id,
  'models', models, NULL, 0
FROM (
  SELECT j.version_id, j.other_id, p.key AS part_key, (SELECT count(DISTINCT m.key) FROM service_bom_line l
      JOIN model m ON m.key = l.model_key WHERE l.part_key = p.key AND l.serial_to_key = '' AND m.status = 'active') AS models
  FROM (SELECT version_id, other_id, source_id, high_bps FROM judged_source
    WHERE kind = 'settlement' AND policy_seq IS NOT NULL LIMIT -1) j
  CROSS JOIN part p LEFT JOIN price_book_entry e ON e.version_id = j.source_id AND e.part_key = p.key AND e.grade = ''
    AND e.price_fen * j.high_bps >= 5000
  WHERE p.class <> 'core' AND p.serviceable = 1 AND e.part_key IS NULL)
WHERE models > 0
UNION ALL
SELECT j.version_id, 'modelNotJudged', m.key, m.key, '', '', 'models', 1, NULL, 0
FROM (SELECT DISTINCT version_id FROM judged_source WHERE kind = 'settlement' AND policy_seq IS NOT NULL LIMIT -1) j CROSS JOIN model m
WHERE m.status = 'active' AND m.dealer_price_net_fen IS NULL
  AND EXISTS (SELECT 1 FROM service_bom_line l WHERE l.model_key = m.key AND l.serial_to_key = '');

-- Wear parts without profit and standard parts with little (P4, §8.1.3): the smallest margin of the lines they serve. A price
-- without a cost to judge it by is a finding of its own.
CREATE VIEW margin_gates AS
SELECT version_id, CASE class WHEN 'wear' THEN 'wearMargin' ELSE 'standardMargin' END AS gate,
  part_key || CASE grade WHEN '' THEN '' ELSE ' ' || grade END || CASE other_id WHEN '' THEN '' ELSE ' ' || other_id END AS subject,
  part_key AS item_key, grade, other_id AS other_key,
  'fen' AS unit, cast(round(high_net) AS INTEGER) AS measured, NULL AS allowed_from,
  cast(round(cost_fen * ((10000 + margin_bps) / 10000.0)) AS INTEGER) AS allowed_to
FROM (
  SELECT j.version_id, j.other_id, j.part_key, j.grade, j.high_net, j.half_net, p.class, p.cost_fen, coalesce(
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
SELECT version_id, CASE WHEN cost_fen IS NULL THEN 'pricedWithoutCost' ELSE 'costBelow' END,
  part_key || CASE grade WHEN '' THEN '' ELSE ' ' || grade END || CASE other_id WHEN '' THEN '' ELSE ' ' || other_id END,
  part_key, grade, other_id, 'fen', cast(round(CASE WHEN cost_fen IS NULL THEN high_net ELSE low_net END) AS INTEGER), cost_fen, NULL
FROM (
  SELECT j.version_id, j.other_id, j.part_key, CASE WHEN p.cost_fen IS NULL THEN j.grade ELSE j.grade || j.low_grade END AS grade,
    j.high_net, j.low_net, p.cost_fen
  FROM judged_price j CROSS JOIN part p
  WHERE p.key = j.part_key AND j.kind = 'settlement' AND p.class <> 'core'
    AND (p.cost_fen IS NULL OR j.low_net < p.cost_fen - j.half_net - 1e-6));

-- Continuity (P6, §8.1.5): by part and grade and on a family's average; across like parts; along successions.
CREATE VIEW continuity_gates AS
SELECT c.version_id, 'corridor' AS gate, c.part_key || CASE c.grade WHEN '' THEN '' ELSE ' ' || c.grade END
    || CASE c.other_id WHEN '' THEN '' ELSE ' ' || c.other_id END AS subject,
  c.part_key AS item_key, c.grade, c.other_id AS other_key, 'ppm' AS unit,
  cast(round(min((c.new_fen - c.old_fen) * 1e6 / c.old_fen, 9e15)) AS INTEGER) AS measured,
  -100 * p.corridor_bps AS allowed_from, 100 * p.corridor_bps AS allowed_to
FROM price_change c CROSS JOIN price_policy p
WHERE c.judged AND p.seq = c.policy_seq
  AND abs(c.new_fen - c.old_fen) * 20000 > c.old_fen * p.corridor_bps * 2
    + 10000 * CASE c.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END
UNION ALL
SELECT version_id, 'familyCorridor', family || CASE grade WHEN '' THEN '' ELSE ' ' || grade END
    || CASE other_id WHEN '' THEN '' ELSE ' ' || other_id END, family, grade, other_id, 'ppm', cast(round(min(change * 1e6, 9e15)) AS INTEGER),
  -100 * corridor_bps, 100 * corridor_bps
FROM (
  SELECT c.version_id, c.other_id, t.family, c.grade, avg((c.new_fen - c.old_fen) * 1.0 / c.old_fen) AS change,
    avg(CASE c.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END * 0.5 / c.old_fen) AS slack,
    coalesce((SELECT f.corridor_bps FROM price_policy_family f WHERE f.policy_seq = p.seq AND f.family = t.family),
      p.family_corridor_bps) AS corridor_bps
  FROM price_change c CROSS JOIN price_policy p CROSS JOIN part t
  WHERE c.judged AND p.seq = c.policy_seq AND t.key = c.part_key AND t.family <> ''
  GROUP BY c.version_id, c.other_id, t.family, c.grade)
WHERE abs(change) > corridor_bps / 10000.0 + slack + 1e-9
UNION ALL
SELECT version_id, 'likeParts', part_key || ' ' || other_key || CASE later_id WHEN '' THEN '' ELSE ' ' || later_id END, part_key, '', other_key, 'ppm',
  cast(round(min(net * 1e6 / other_net, 9e15)) AS INTEGER), ratio_ppm - cast(ratio_ppm * tolerance_bps / 10000 AS INTEGER),
  ratio_ppm + cast(ratio_ppm * tolerance_bps / 10000 AS INTEGER)
FROM (
  SELECT b.version_id, b.other_id AS later_id, l.part_key, l.other_key, l.ratio_ppm, coalesce(l.tolerance_bps, b.like_tolerance_bps) AS tolerance_bps,
    (x.price_fen * b.high_bps + 5000) / 10000 * 10000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS net,
    (y.price_fen * b.high_bps + 5000) / 10000 * 10000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + y.tax_rate_bps ELSE 10000 END AS other_net,
    b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS half,
    b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + y.tax_rate_bps ELSE 10000 END AS other_half
  FROM (SELECT j.*, p.like_tolerance_bps, CASE j.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END AS step_fen
      FROM judged_source j JOIN price_policy p ON p.seq = j.policy_seq WHERE j.kind = j.book LIMIT -1) b
  CROSS JOIN like_part l CROSS JOIN general_price x CROSS JOIN general_price y
  WHERE x.version_id = b.source_id AND x.part_key = l.part_key
    AND y.version_id = b.source_id AND y.part_key = l.other_key
    AND x.price_fen * b.high_bps >= 5000 AND y.price_fen * b.high_bps >= 5000)
WHERE net + half + 1e-6 < (other_net - other_half) * (ratio_ppm / 1e6) * (1 - tolerance_bps / 10000.0)
  OR net - half - 1e-6 > (other_net + other_half) * (ratio_ppm / 1e6) * (1 + tolerance_bps / 10000.0)
UNION ALL
SELECT version_id, 'supersession', part_key || ' ' || other_key || CASE later_id WHEN '' THEN '' ELSE ' ' || later_id END, part_key, '', other_key, 'ppm',
  cast(round(min(other_net * 1e6 / net, 9e15)) AS INTEGER), 1000000 - 100 * tolerance_bps, 1000000 + 100 * tolerance_bps
FROM (
  SELECT b.version_id, b.other_id AS later_id, s.key AS part_key, s.successor_key AS other_key, b.supersession_tolerance_bps AS tolerance_bps,
    (x.price_fen * b.high_bps + 5000) / 10000 * 10000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS net,
    (y.price_fen * b.high_bps + 5000) / 10000 * 10000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + y.tax_rate_bps ELSE 10000 END AS other_net,
    b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + x.tax_rate_bps ELSE 10000 END AS half,
    b.step_fen * 5000.0 / CASE b.tax_basis WHEN 'gross' THEN 10000 + y.tax_rate_bps ELSE 10000 END AS other_half
  FROM (SELECT j.*, p.supersession_tolerance_bps, CASE j.kind WHEN 'guide' THEN p.guide_step_fen ELSE p.settlement_step_fen END AS step_fen
      FROM judged_source j JOIN price_policy p ON p.seq = j.policy_seq WHERE j.kind = j.book LIMIT -1) b
  CROSS JOIN part s CROSS JOIN general_price x CROSS JOIN general_price y
  WHERE s.successor_key IS NOT NULL AND x.version_id = b.source_id AND x.part_key = s.key
    AND y.version_id = b.source_id AND y.part_key = s.successor_key
    AND x.price_fen * b.high_bps >= 5000 AND y.price_fen * b.high_bps >= 5000)
WHERE other_net + other_half + 1e-6 < (net - half) * (1 - tolerance_bps / 10000.0)
  OR other_net - other_half - 1e-6 > (net + half) * (1 + tolerance_bps / 10000.0);

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
FROM judged_source b WHERE b.kind = b.book AND b.other_id = '';

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
  INSERT INTO model_ratio (version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within,
    unpriced)
  SELECT version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within, unpriced
  FROM judged_ratio
  WHERE version_id = NEW.settlement_id;
  INSERT INTO model_ratio (version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within,
    unpriced)
  SELECT version_id, model_key, product_line, dealer_fen, sum_fen, ratio_ppm, from_ppm, to_ppm, within, unpriced
  FROM judged_ratio
  WHERE version_id = NEW.guide_id;
  UPDATE price_book_version SET status = 'published', approved_at = NEW.at, approved_by = NEW.approved_by, version = version + 1
  WHERE id IN (NEW.settlement_id, NEW.guide_id);
  SELECT RAISE(ABORT, 'publication/not-published') WHERE EXISTS (SELECT 1 FROM price_book_version v
    WHERE v.id IN (NEW.settlement_id, NEW.guide_id) AND (v.status <> 'published' OR NOT EXISTS (
      SELECT 1 FROM publication_basis b WHERE b.version_id = v.id AND b.publication_id = NEW.id)));
END;
