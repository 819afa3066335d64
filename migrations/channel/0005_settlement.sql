-- Payments and monthly statements. A statement's balances never change.
CREATE TABLE payment (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('recorded', 'reversed')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen BETWEEN 1 AND 10000000000000),
  received_on TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('bankTransfer', 'cash', 'acceptanceBill', 'other')),
  reference TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  reversal_entry_id TEXT,
  reversal_reason TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  PRIMARY KEY (channel_id, id),
  CHECK ((status = 'reversed') = (reversal_entry_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payment_number ON payment (channel_id, number);

CREATE TABLE statement (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  month TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('generated')),
  closed_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX statement_month ON statement (channel_id, month);
-- Not led by channel_id: a closing run asks one shard how many of its channels are closed.
CREATE INDEX statement_of_month ON statement (month, channel_id);

CREATE TABLE statement_balance (
  channel_id TEXT NOT NULL CHECK (channel_id <> ''),
  statement_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  opening_fen INTEGER NOT NULL, -- debit positive
  debit_fen INTEGER NOT NULL CHECK (debit_fen >= 0),
  credit_fen INTEGER NOT NULL CHECK (credit_fen >= 0),
  closing_fen INTEGER NOT NULL,
  PRIMARY KEY (channel_id, statement_id, account_id),
  FOREIGN KEY (channel_id, statement_id) REFERENCES statement (channel_id, id),
  CHECK (opening_fen + debit_fen - credit_fen = closing_fen)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER statement_no_replace BEFORE INSERT ON statement BEGIN
  SELECT RAISE(ABORT, 'statement/exists') WHERE EXISTS (
    SELECT 1 FROM statement WHERE channel_id = NEW.channel_id AND (id = NEW.id OR month = NEW.month));
END;
CREATE TRIGGER statement_keeps_its_month BEFORE UPDATE ON statement
WHEN NEW.channel_id <> OLD.channel_id OR NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.month <> OLD.month
  OR NEW.closed_at <> OLD.closed_at
BEGIN SELECT RAISE(ABORT, 'statement/immutable'); END;
CREATE TRIGGER statement_no_delete BEFORE DELETE ON statement BEGIN SELECT RAISE(ABORT, 'statement/immutable'); END;
CREATE TRIGGER statement_balance_no_replace BEFORE INSERT ON statement_balance BEGIN
  SELECT RAISE(ABORT, 'statement/exists') WHERE EXISTS (
    SELECT 1 FROM statement_balance
    WHERE channel_id = NEW.channel_id AND statement_id = NEW.statement_id AND account_id = NEW.account_id);
  -- Balances go in before the month is locked, in the batch that locks it.
  SELECT RAISE(ABORT, 'statement/immutable') WHERE EXISTS (
    SELECT 1 FROM statement s JOIN period p ON p.channel_id = s.channel_id AND p.month = s.month
    WHERE s.channel_id = NEW.channel_id AND s.id = NEW.statement_id AND p.closed_at IS NOT NULL);
END;
CREATE TRIGGER statement_balance_no_update BEFORE UPDATE ON statement_balance BEGIN SELECT RAISE(ABORT, 'statement/immutable'); END;
CREATE TRIGGER statement_balance_no_delete BEFORE DELETE ON statement_balance BEGIN SELECT RAISE(ABORT, 'statement/immutable'); END;
