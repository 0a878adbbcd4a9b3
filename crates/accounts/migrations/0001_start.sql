-- Read by SQLite and PostgreSQL alike: text and big integers only. Times are milliseconds since
-- 1970. `credentials` and `settings.value` are sealed.
CREATE TABLE workspaces (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    integration TEXT NOT NULL,
    label TEXT NOT NULL,
    base_url TEXT,
    overlay TEXT,
    context TEXT NOT NULL,
    credentials TEXT NOT NULL,
    intent_token TEXT,
    intent_at BIGINT,
    status TEXT NOT NULL,
    cause TEXT,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX accounts_in_order ON accounts (created_at, id);
CREATE INDEX accounts_of_workspace ON accounts (workspace, created_at, id);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    account TEXT REFERENCES accounts (id),
    name TEXT NOT NULL,
    admin BIGINT NOT NULL,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);

CREATE INDEX tokens_of_workspace ON tokens (workspace, created_at, id);

-- Who refreshes an account: on PostgreSQL its row is locked meanwhile, on SQLite it says who and
-- until when.
CREATE TABLE leases (
    account TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until_ms BIGINT NOT NULL
);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
