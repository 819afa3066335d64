-- Double-entry ledger per channel, two currencies, append-only. Postings go in first; the entry header seals them.
CREATE TABLE account (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (currency IN ('CNY', 'RBT')),
  normal INTEGER NOT NULL CHECK (normal IN (1, -1)), -- 1 debit-normal, -1 credit-normal
  floor_fen INTEGER, -- lowest balance in its normal direction; NULL = no limit
  closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
  debit_fen INTEGER NOT NULL DEFAULT 0 CHECK (debit_fen BETWEEN 0 AND 9007199254740991),
  credit_fen INTEGER NOT NULL DEFAULT 0 CHECK (credit_fen BETWEEN 0 AND 9007199254740991),
  version INTEGER NOT NULL DEFAULT 0, -- seq of the last entry that moved it
  PRIMARY KEY (channel_id, id),
  CHECK (floor_fen IS NULL OR (debit_fen - credit_fen) * normal >= floor_fen)
) STRICT, WITHOUT ROWID;

CREATE TABLE period (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'),
  closed_at INTEGER,
  PRIMARY KEY (channel_id, month)
) STRICT, WITHOUT ROWID;
-- Not led by channel_id: closing asks one shard which of its channels are due.
CREATE INDEX period_open ON period (month, channel_id) WHERE closed_at IS NULL;

CREATE TABLE entry (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL, -- the business record that posts, once per kind for ever
  month TEXT NOT NULL,
  posted_on TEXT NOT NULL,
  at INTEGER NOT NULL,
  legs INTEGER NOT NULL CHECK (legs BETWEEN 2 AND 200),
  reverses TEXT,
  seq INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (channel_id, id),
  CHECK (substr(posted_on, 1, 7) = month)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entry_seq ON entry (channel_id, seq);
CREATE UNIQUE INDEX entry_source ON entry (channel_id, kind, source);
CREATE UNIQUE INDEX entry_reverses ON entry (channel_id, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX entry_month ON entry (channel_id, month, seq);

CREATE TABLE posting (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  entry_id TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 200),
  account_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (1, -1)), -- 1 debit, -1 credit
  amount_fen INTEGER NOT NULL CHECK (amount_fen BETWEEN 1 AND 9007199254740991),
  PRIMARY KEY (channel_id, entry_id, n),
  FOREIGN KEY (channel_id, entry_id) REFERENCES entry (channel_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_account ON posting (channel_id, account_id, entry_id);

CREATE TRIGGER account_no_replace BEFORE INSERT ON account BEGIN
  SELECT RAISE(ABORT, 'ledger/account-exists') WHERE EXISTS (SELECT 1 FROM account WHERE channel_id = NEW.channel_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'ledger/totals') WHERE NEW.debit_fen <> 0 OR NEW.credit_fen <> 0 OR NEW.version <> 0;
END;
-- Totals move only by the postings of one sealed entry, each entry once.
CREATE TRIGGER account_moves_by_entry BEFORE UPDATE ON account BEGIN
  SELECT RAISE(ABORT, 'ledger/immutable')
    WHERE NEW.channel_id <> OLD.channel_id OR NEW.id <> OLD.id OR NEW.currency <> OLD.currency OR NEW.normal <> OLD.normal;
  SELECT RAISE(ABORT, 'ledger/totals')
    WHERE (NEW.debit_fen <> OLD.debit_fen OR NEW.credit_fen <> OLD.credit_fen OR NEW.version <> OLD.version)
    AND NOT (NEW.version > OLD.version AND EXISTS (
      SELECT 1 FROM entry e JOIN posting p ON p.channel_id = e.channel_id AND p.entry_id = e.id
      WHERE e.channel_id = NEW.channel_id AND e.seq = NEW.version AND p.account_id = NEW.id
      GROUP BY p.account_id
      HAVING SUM(CASE p.side WHEN 1 THEN p.amount_fen ELSE 0 END) = NEW.debit_fen - OLD.debit_fen
        AND SUM(CASE p.side WHEN -1 THEN p.amount_fen ELSE 0 END) = NEW.credit_fen - OLD.credit_fen));
END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'ledger/immutable'); END;

CREATE TRIGGER entry_seal BEFORE INSERT ON entry BEGIN
  SELECT RAISE(ABORT, 'ledger/duplicate') WHERE EXISTS (SELECT 1 FROM entry WHERE channel_id = NEW.channel_id AND id = NEW.id);
  SELECT RAISE(ABORT, 'ledger/duplicate-source') WHERE EXISTS (
    SELECT 1 FROM entry WHERE channel_id = NEW.channel_id AND kind = NEW.kind AND source = NEW.source);
  SELECT RAISE(ABORT, 'ledger/already-reversed') WHERE NEW.reverses IS NOT NULL AND EXISTS (
    SELECT 1 FROM entry WHERE channel_id = NEW.channel_id AND reverses = NEW.reverses);
  SELECT RAISE(ABORT, 'ledger/reverses-unknown') WHERE NEW.reverses IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entry WHERE channel_id = NEW.channel_id AND id = NEW.reverses);
  SELECT RAISE(ABORT, 'ledger/legs') WHERE (
    SELECT COUNT(*) FROM posting WHERE channel_id = NEW.channel_id AND entry_id = NEW.id) <> NEW.legs;
  SELECT RAISE(ABORT, 'ledger/unbalanced') WHERE EXISTS (
    SELECT 1 FROM posting WHERE channel_id = NEW.channel_id AND entry_id = NEW.id
    GROUP BY currency HAVING SUM(side * amount_fen) <> 0);
  SELECT RAISE(ABORT, 'ledger/account') WHERE EXISTS (
    SELECT 1 FROM posting p LEFT JOIN account a
      ON a.channel_id = p.channel_id AND a.id = p.account_id AND a.currency = p.currency AND a.closed = 0
    WHERE p.channel_id = NEW.channel_id AND p.entry_id = NEW.id AND a.id IS NULL);
  SELECT RAISE(ABORT, 'ledger/period-closed') WHERE NOT EXISTS (
    SELECT 1 FROM period WHERE channel_id = NEW.channel_id AND month = NEW.month AND closed_at IS NULL);
  SELECT RAISE(ABORT, 'ledger/sequence') WHERE NEW.seq <> COALESCE((
    SELECT MAX(seq) FROM entry WHERE channel_id = NEW.channel_id), 0) + 1;
END;
CREATE TRIGGER entry_apply AFTER INSERT ON entry BEGIN
  UPDATE account SET
    debit_fen = debit_fen + COALESCE((SELECT SUM(amount_fen) FROM posting
      WHERE channel_id = NEW.channel_id AND entry_id = NEW.id AND account_id = account.id AND side = 1), 0),
    credit_fen = credit_fen + COALESCE((SELECT SUM(amount_fen) FROM posting
      WHERE channel_id = NEW.channel_id AND entry_id = NEW.id AND account_id = account.id AND side = -1), 0),
    version = NEW.seq
  WHERE channel_id = NEW.channel_id AND id IN (
    SELECT account_id FROM posting WHERE channel_id = NEW.channel_id AND entry_id = NEW.id);
END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'ledger/immutable'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'ledger/immutable'); END;
CREATE TRIGGER posting_insert BEFORE INSERT ON posting BEGIN
  SELECT RAISE(ABORT, 'ledger/sealed') WHERE EXISTS (SELECT 1 FROM entry WHERE channel_id = NEW.channel_id AND id = NEW.entry_id);
  SELECT RAISE(ABORT, 'ledger/duplicate') WHERE EXISTS (
    SELECT 1 FROM posting WHERE channel_id = NEW.channel_id AND entry_id = NEW.entry_id AND n = NEW.n);
END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'ledger/immutable'); END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'ledger/immutable'); END;

CREATE TRIGGER period_no_replace BEFORE INSERT ON period BEGIN
  SELECT RAISE(IGNORE) WHERE EXISTS (SELECT 1 FROM period WHERE channel_id = NEW.channel_id AND month = NEW.month);
  SELECT RAISE(ABORT, 'period/closed') WHERE NEW.closed_at IS NOT NULL;
  SELECT RAISE(ABORT, 'period/order') WHERE EXISTS (
    SELECT 1 FROM period WHERE channel_id = NEW.channel_id AND month > NEW.month AND closed_at IS NOT NULL);
END;
CREATE TRIGGER period_one_way BEFORE UPDATE ON period
WHEN OLD.closed_at IS NOT NULL OR NEW.month <> OLD.month OR NEW.channel_id <> OLD.channel_id
BEGIN SELECT RAISE(ABORT, 'period/closed'); END;
CREATE TRIGGER period_in_order BEFORE UPDATE OF closed_at ON period WHEN NEW.closed_at IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'period/order') WHERE EXISTS (
    SELECT 1 FROM period WHERE channel_id = NEW.channel_id AND month < NEW.month AND closed_at IS NULL);
END;
CREATE TRIGGER period_no_delete BEFORE DELETE ON period BEGIN SELECT RAISE(ABORT, 'period/immutable'); END;
