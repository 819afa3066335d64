-- The price compiler's runs (P10): what was asked, how far it is, and what came of it part by part and model by model.
CREATE TABLE compilation (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('draft', 'whatIf')),
  status TEXT NOT NULL CHECK (status IN ('gathering', 'solving', 'writing', 'done', 'failed', 'cancelled')),
  step INTEGER NOT NULL CHECK (step >= 0), -- counts its commits
  note TEXT NOT NULL,
  changes TEXT NOT NULL CHECK (json_valid(changes)), -- of a what-if; {} of a draft
  draft_id TEXT, -- the settlement draft to fill again, instead of new ones
  policy_seq INTEGER NOT NULL REFERENCES price_policy (seq),
  base_version_id TEXT, -- the settlement version whose prices are the targets; null before the first
  input_pages INTEGER NOT NULL CHECK (input_pages >= 0),
  result_pages INTEGER NOT NULL CHECK (result_pages >= 0),
  written_pages INTEGER NOT NULL CHECK (written_pages BETWEEN 0 AND result_pages),
  parts INTEGER NOT NULL CHECK (parts >= 0),
  models INTEGER NOT NULL CHECK (models >= 0),
  outcome TEXT CHECK (outcome IN ('optimal', 'infeasible')),
  summary TEXT NOT NULL CHECK (json_valid(summary)),
  failure TEXT,
  settlement_version_id TEXT,
  guide_version_id TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX compilation_settlement ON compilation (settlement_version_id) WHERE settlement_version_id IS NOT NULL;
CREATE INDEX compilation_guide ON compilation (guide_version_id) WHERE guide_version_id IS NOT NULL;

-- Why a part has the price it has. Net fen; the exact price before rounding in millionths of a fen would not fit: as REAL.
CREATE TABLE compiled_price (
  compilation_id TEXT NOT NULL REFERENCES compilation (id),
  part_key TEXT NOT NULL,
  class TEXT NOT NULL,
  family TEXT NOT NULL,
  rule TEXT NOT NULL CHECK (rule IN ('wear', 'standard', 'module', 'manual', 'kept', 'costAboveCorridor', 'unpriced')),
  cost_fen INTEGER,
  margin_bps INTEGER,
  target_fen REAL,
  before_fen INTEGER,
  exact_fen REAL,
  settlement_fen INTEGER,
  guide_before_fen INTEGER,
  guide_bps INTEGER,
  guide_fen INTEGER,
  bound_by TEXT,
  bound_part TEXT,
  models INTEGER NOT NULL,
  quantity_milli INTEGER NOT NULL,
  tax_rate_bps INTEGER NOT NULL,
  change_bps INTEGER,
  PRIMARY KEY (compilation_id, part_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE compiled_model (
  compilation_id TEXT NOT NULL REFERENCES compilation (id),
  model_key TEXT NOT NULL,
  product_line TEXT NOT NULL,
  dealer_fen INTEGER NOT NULL,
  factor_bps INTEGER NOT NULL,
  tolerance_bps INTEGER NOT NULL,
  fixed_fen INTEGER NOT NULL, -- wear and standard parts and prices by hand: what no price can change
  least_fen INTEGER, -- what its parts can cost together at least
  most_fen INTEGER, -- and at most; null without limit
  before_fen INTEGER NOT NULL,
  before_ppm INTEGER NOT NULL,
  sum_fen INTEGER NOT NULL,
  ratio_ppm INTEGER NOT NULL,
  miss_ppm INTEGER NOT NULL, -- of the exact prices, against what is required
  PRIMARY KEY (compilation_id, model_key)
) STRICT, WITHOUT ROWID;
