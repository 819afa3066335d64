-- What the compiler says of its prices: in which tax basis they are, what held a guide price, and what keeps a model from
-- being met. Compilations before this were without tax.
ALTER TABLE compilation ADD COLUMN settlement_basis TEXT NOT NULL DEFAULT 'net' CHECK (settlement_basis IN ('net', 'gross'));
ALTER TABLE compilation ADD COLUMN guide_basis TEXT NOT NULL DEFAULT 'net' CHECK (guide_basis IN ('net', 'gross'));
ALTER TABLE compiled_price ADD COLUMN guide_bound_by TEXT
  CHECK (guide_bound_by IN ('manual', 'corridorLow', 'corridorHigh', 'familyLow', 'familyHigh', 'settlement'));
ALTER TABLE compiled_model ADD COLUMN new_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE compiled_model ADD COLUMN cause TEXT
  CHECK (cause IN ('sharedParts', 'corridor', 'cost', 'guidePrice', 'likeParts', 'familyCorridor', 'fixedPrices', 'noParts'));
ALTER TABLE compiled_model ADD COLUMN cause_models TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(cause_models));
