-- Links that were used and have not yet ended: each works once.
CREATE TABLE used_links (
    id TEXT PRIMARY KEY,
    until_ms BIGINT NOT NULL
);
