-- Revisions, stored expiry and deviations from the guide price. A CHECK cannot be altered, so the table is made anew;
-- its rows go back in before the commit, which is when the foreign keys to them are looked at.
PRAGMA defer_foreign_keys = on;
CREATE TABLE quote_before AS SELECT * FROM quote;
DROP TABLE quote;
CREATE TABLE quote (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('purchase', 'user')),
  number TEXT,
  status TEXT NOT NULL CHECK (
    status IN ('draft', 'issued', 'ordered', 'accepted', 'declined', 'withdrawn', 'superseded', 'expired')),
  first_id TEXT NOT NULL, -- the first quote of its chain of revisions: its own id when it is the first
  revision INTEGER NOT NULL CHECK (revision BETWEEN 1 AND 1000),
  customer_name TEXT,
  customer_phone TEXT,
  tax_basis TEXT NOT NULL CHECK (tax_basis IN ('net', 'gross')),
  price_version_id TEXT NOT NULL,
  goods_net_fen INTEGER NOT NULL,
  goods_tax_fen INTEGER NOT NULL,
  goods_gross_fen INTEGER NOT NULL,
  freight_mode TEXT NOT NULL CHECK (freight_mode IN ('included', 'charged', 'advanced')),
  freight_source TEXT NOT NULL CHECK (freight_source IN ('none', 'tariff', 'manual')),
  freight_reason TEXT,
  freight_tax_rate_bps INTEGER NOT NULL,
  freight_net_fen INTEGER NOT NULL,
  freight_tax_fen INTEGER NOT NULL,
  freight_gross_fen INTEGER NOT NULL,
  total_gross_fen INTEGER NOT NULL CHECK (total_gross_fen BETWEEN 0 AND 10000000000000),
  weight_g INTEGER NOT NULL,
  valid_until_on TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  issued_at INTEGER,
  decided_at INTEGER,
  decided_by TEXT,
  decision_reason TEXT,
  expiry_announced_at INTEGER,
  version INTEGER NOT NULL CHECK (version > 0),
  PRIMARY KEY (channel_id, id),
  CHECK (goods_net_fen + goods_tax_fen = goods_gross_fen),
  CHECK (freight_net_fen + freight_tax_fen = freight_gross_fen),
  CHECK (goods_gross_fen + freight_gross_fen = total_gross_fen),
  CHECK ((number IS NULL) = (status = 'draft')),
  CHECK ((first_id = id) = (revision = 1))
) STRICT, WITHOUT ROWID;
INSERT INTO quote (channel_id, id, kind, number, status, first_id, revision, customer_name, customer_phone, tax_basis,
  price_version_id, goods_net_fen, goods_tax_fen, goods_gross_fen, freight_mode, freight_source, freight_reason,
  freight_tax_rate_bps, freight_net_fen, freight_tax_fen, freight_gross_fen, total_gross_fen, weight_g, valid_until_on,
  note, created_at, created_by, issued_at, decided_at, decided_by, decision_reason, version)
SELECT channel_id, id, kind, number, status, id, 1, customer_name, customer_phone, tax_basis,
  price_version_id, goods_net_fen, goods_tax_fen, goods_gross_fen, freight_mode, freight_source, freight_reason,
  freight_tax_rate_bps, freight_net_fen, freight_tax_fen, freight_gross_fen, total_gross_fen, weight_g, valid_until_on,
  note, created_at, created_by, issued_at, decided_at, decided_by, decision_reason, version
FROM quote_before;
DROP TABLE quote_before;
CREATE UNIQUE INDEX quote_number ON quote (channel_id, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX quote_revision ON quote (channel_id, first_id, revision);
CREATE INDEX quote_created ON quote (channel_id, created_at, id);
-- Not led by channel_id: the hourly job asks one shard which of its quotes are at or past their last day.
CREATE INDEX quote_validity ON quote (valid_until_on, channel_id) WHERE status = 'issued';

-- What a user quote's line deviates from the market guide price: the guide price in the quote's basis, by how much, why.
ALTER TABLE quote_line ADD COLUMN list_price_fen INTEGER CHECK (list_price_fen > 0);
ALTER TABLE quote_line ADD COLUMN deviation_bps INTEGER CHECK ((deviation_bps IS NULL) = (list_price_fen IS NULL));
ALTER TABLE quote_line ADD COLUMN deviation_reason TEXT CHECK ((deviation_reason IS NULL) = (list_price_fen IS NULL));
CREATE INDEX quote_line_deviation ON quote_line (channel_id, quote_id, n) WHERE list_price_fen IS NOT NULL;
