-- The customer that an account belongs to, in the words of its workspace.
ALTER TABLE accounts ADD COLUMN tenant_id TEXT;

CREATE INDEX accounts_of_tenant ON accounts (workspace, tenant_id, created_at, id);

-- Who changed what, and when: names of parts, never values. `parts` is a JSON list.
CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    workspace TEXT NOT NULL,
    subject TEXT NOT NULL,
    parts TEXT NOT NULL
);

CREATE INDEX audit_in_order ON audit (at_ms, id);
