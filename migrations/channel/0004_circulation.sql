-- Orders of the channel with HQ. Shipping one posts it to the ledger.
CREATE TABLE parts_order (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  quote_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('placed', 'shipped')),
  tax_basis TEXT NOT NULL CHECK (tax_basis IN ('net', 'gross')),
  price_version_id TEXT NOT NULL,
  goods_net_fen INTEGER NOT NULL,
  goods_tax_fen INTEGER NOT NULL,
  goods_gross_fen INTEGER NOT NULL,
  freight_mode TEXT NOT NULL CHECK (freight_mode IN ('included', 'charged', 'advanced')),
  freight_net_fen INTEGER NOT NULL,
  freight_tax_fen INTEGER NOT NULL,
  freight_gross_fen INTEGER NOT NULL,
  total_gross_fen INTEGER NOT NULL,
  placed_at INTEGER NOT NULL,
  placed_by TEXT NOT NULL,
  shipped_at INTEGER,
  shipped_by TEXT,
  carrier TEXT,
  waybill TEXT,
  entry_id TEXT,
  version INTEGER NOT NULL CHECK (version > 0),
  PRIMARY KEY (channel_id, id),
  FOREIGN KEY (channel_id, quote_id) REFERENCES quote (channel_id, id),
  CHECK ((status = 'shipped') = (shipped_at IS NOT NULL AND entry_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX parts_order_number ON parts_order (channel_id, number);
CREATE UNIQUE INDEX parts_order_quote ON parts_order (channel_id, quote_id);
CREATE INDEX parts_order_placed ON parts_order (channel_id, placed_at, id);

CREATE TABLE parts_order_line (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  order_id TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 1000),
  part_number TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  unit TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
  unit_net_fen INTEGER NOT NULL,
  unit_gross_fen INTEGER NOT NULL,
  tax_rate_bps INTEGER NOT NULL,
  net_fen INTEGER NOT NULL,
  tax_fen INTEGER NOT NULL,
  gross_fen INTEGER NOT NULL,
  weight_g INTEGER NOT NULL,
  PRIMARY KEY (channel_id, order_id, n),
  FOREIGN KEY (channel_id, order_id) REFERENCES parts_order (channel_id, id) DEFERRABLE INITIALLY DEFERRED,
  CHECK (net_fen + tax_fen = gross_fen)
) STRICT, WITHOUT ROWID;
-- Lines go in before their order, which freezes them.
CREATE TRIGGER parts_order_line_frozen BEFORE INSERT ON parts_order_line BEGIN
  SELECT RAISE(ABORT, 'order/frozen') WHERE EXISTS (
    SELECT 1 FROM parts_order o WHERE o.channel_id = NEW.channel_id AND o.id = NEW.order_id);
  SELECT RAISE(ABORT, 'order/frozen') WHERE EXISTS (
    SELECT 1 FROM parts_order_line l WHERE l.channel_id = NEW.channel_id AND l.order_id = NEW.order_id AND l.n = NEW.n);
END;
CREATE TRIGGER parts_order_line_no_update BEFORE UPDATE ON parts_order_line BEGIN SELECT RAISE(ABORT, 'order/frozen'); END;
CREATE TRIGGER parts_order_line_no_delete BEFORE DELETE ON parts_order_line BEGIN SELECT RAISE(ABORT, 'order/frozen'); END;
