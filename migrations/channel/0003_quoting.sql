-- Quotes of HQ to the channel (purchase, at settlement price) and of the channel to its end users (user, at guide price).
CREATE TABLE quote (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('purchase', 'user')),
  number TEXT,
  status TEXT NOT NULL CHECK (status IN ('draft', 'issued', 'ordered', 'accepted', 'declined', 'withdrawn')),
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
  version INTEGER NOT NULL CHECK (version > 0),
  PRIMARY KEY (channel_id, id),
  CHECK (goods_net_fen + goods_tax_fen = goods_gross_fen),
  CHECK (freight_net_fen + freight_tax_fen = freight_gross_fen),
  CHECK (goods_gross_fen + freight_gross_fen = total_gross_fen),
  CHECK ((number IS NULL) = (status = 'draft'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX quote_number ON quote (channel_id, number) WHERE number IS NOT NULL;
CREATE INDEX quote_created ON quote (channel_id, created_at, id);

CREATE TABLE quote_line (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  quote_id TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 1000),
  part_number TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  unit TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
  unit_net_fen INTEGER NOT NULL CHECK (unit_net_fen > 0),
  unit_gross_fen INTEGER NOT NULL CHECK (unit_gross_fen > 0),
  tax_rate_bps INTEGER NOT NULL,
  net_fen INTEGER NOT NULL,
  tax_fen INTEGER NOT NULL,
  gross_fen INTEGER NOT NULL,
  weight_g INTEGER NOT NULL,
  PRIMARY KEY (channel_id, quote_id, n),
  FOREIGN KEY (channel_id, quote_id) REFERENCES quote (channel_id, id) DEFERRABLE INITIALLY DEFERRED,
  CHECK (net_fen + tax_fen = gross_fen)
) STRICT, WITHOUT ROWID;
-- Prices are frozen with the quote: lines change only while it is a draft.
CREATE TRIGGER quote_line_frozen_insert BEFORE INSERT ON quote_line BEGIN
  SELECT RAISE(ABORT, 'quote/frozen') WHERE EXISTS (
    SELECT 1 FROM quote q WHERE q.channel_id = NEW.channel_id AND q.id = NEW.quote_id AND q.status <> 'draft');
END;
CREATE TRIGGER quote_line_frozen_update BEFORE UPDATE ON quote_line BEGIN SELECT RAISE(ABORT, 'quote/frozen'); END;
CREATE TRIGGER quote_line_frozen_delete BEFORE DELETE ON quote_line WHEN EXISTS (
  SELECT 1 FROM quote q WHERE q.channel_id = OLD.channel_id AND q.id = OLD.quote_id AND q.status <> 'draft')
BEGIN SELECT RAISE(ABORT, 'quote/frozen'); END;
