-- Runs of the price compiler that are repeated, restarted, told apart and forgotten.
ALTER TABLE compilation ADD COLUMN input_attempt TEXT; -- of several runs that gather at once, whose pages count
ALTER TABLE compilation ADD COLUMN result_attempt TEXT;
ALTER TABLE compilation ADD COLUMN draft_version TEXT; -- which versions of the drafts to fill again: prices by hand as they were read
ALTER TABLE compilation ADD COLUMN moved_at INTEGER NOT NULL DEFAULT 0; -- its last commit, or when it was last announced again
ALTER TABLE compilation ADD COLUMN failure_words TEXT CHECK (failure_words IS NULL OR json_valid(failure_words));
ALTER TABLE compilation ADD COLUMN forgotten_at INTEGER; -- since when its prices and models are gone
CREATE INDEX compilation_created ON compilation (created_at, id);
CREATE INDEX compilation_working ON compilation (moved_at) WHERE ended_at IS NULL;
CREATE INDEX compilation_kept ON compilation (ended_at) WHERE forgotten_at IS NULL AND ended_at IS NOT NULL;
CREATE INDEX compiled_price_family ON compiled_price (compilation_id, family, part_key);
CREATE INDEX compiled_price_change ON compiled_price (compilation_id, coalesce(change_bps, 0), part_key);
CREATE INDEX compiled_price_price ON compiled_price (compilation_id, coalesce(settlement_fen, 0), part_key);
-- One at work now has its pages under names without an attempt: it begins again, and the next minute takes it up.
DELETE FROM compiled_price WHERE compilation_id IN (SELECT id FROM compilation WHERE ended_at IS NULL);
DELETE FROM compiled_model WHERE compilation_id IN (SELECT id FROM compilation WHERE ended_at IS NULL);
UPDATE compilation SET status = 'gathering', step = step + 1, input_pages = 0, result_pages = 0, written_pages = 0,
  outcome = NULL, summary = '{}' WHERE ended_at IS NULL;
