-- What was noted of renewals that failed in passing, as JSON.
ALTER TABLE accounts ADD COLUMN backoff TEXT;
-- Binds a token's rights to its hash: who can write here and has no key makes no token.
ALTER TABLE tokens ADD COLUMN mac TEXT;
