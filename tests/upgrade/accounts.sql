CREATE TABLE public.accounts (
    id text NOT NULL,
    workspace text NOT NULL,
    integration text NOT NULL,
    label text NOT NULL,
    base_url text,
    "overlay" text,
    context text NOT NULL,
    credentials text NOT NULL,
    intent_token text,
    intent_at bigint,
    status text NOT NULL,
    cause text,
    revision bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.leases (
    account text NOT NULL,
    holder text NOT NULL,
    until_ms bigint NOT NULL
);
CREATE TABLE public.schema_version (
    version bigint NOT NULL
);
CREATE TABLE public.settings (
    name text NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.tokens (
    id text NOT NULL,
    workspace text NOT NULL,
    account text,
    name text NOT NULL,
    admin bigint NOT NULL,
    hash text NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint,
    revoked_at bigint
);
CREATE TABLE public.used_links (
    id text NOT NULL,
    until_ms bigint NOT NULL
);
CREATE TABLE public.workspaces (
    id text NOT NULL,
    name text NOT NULL,
    created_at bigint NOT NULL
);
INSERT INTO public.accounts VALUES ('31093a55-5510-4423-967e-7b004ba8b02a', '937cbabe-ec78-423d-ae42-8cf4fe4559bb', 'acme', 'Ada', NULL, 'overlay: 1
of: acme
list:
  fields:
    subject: $.name
', '{"zone":"eu"}', '1.6ae2dd554185bbff.3FDDR2uHbTwFS1hb9gkjv7BOUY_Zg87YMAoLFovcAYv0eiXv-pY5x0KKqpdUYfU18NPgV0eewbicBf45Xw', NULL, NULL, 'active', NULL, 0, 1795980150621, 1795980150621);
INSERT INTO public.accounts VALUES ('fa977bb1-71f6-4b32-ae10-537b9f117fd4', '937cbabe-ec78-423d-ae42-8cf4fe4559bb', 'acme', 'Bo', NULL, NULL, '{"zone":"us"}', '1.6ae2dd554185bbff.FAskqrp2p2AhYA-8qdYqYvL0da3yAjSKvjRhVj0wQdKGu0gVTDDiS6hJQcQGLtrtpU4wCYKGF_XJR8STLFRfwlM89_J1XpWD4BKbj8DRGi0_ua2xBmanW1VW72TGr7L0-ZcbRRwzYJm-4lvWMnKLDzHteKTih6Evxp7p9od7S8lTo_fSkftb_Q', NULL, NULL, 'active', NULL, 0, 1795980150739, 1795980150739);
INSERT INTO public.schema_version VALUES (2);
INSERT INTO public.settings VALUES ('cursor', '1.6ae2dd554185bbff.y6FCG_rnQOehBDxhMnhlL2APkVesH4wfK_1gC0wXxViXt7dPAUbfoBvRNnLcu0V88z9klHNANpbBguScrw8d2c-olEeYbUZ1');
INSERT INTO public.settings VALUES ('connect', '1.6ae2dd554185bbff.K04Q5_i_VLdHqcdbYY8RNbLnYGTaKw4cyxA9tNQ8ofMwTJZNKzzSP8u9It5xpLh7tMZsaid8I2DKQXMLbEAJnjHr9WI9ONqA');
INSERT INTO public.tokens VALUES ('5583f6f4-d6b1-48b3-a5c0-f5471bdcd75a', '937cbabe-ec78-423d-ae42-8cf4fe4559bb', NULL, 'reads', 0, 'bpRQOu0EvB9YP57od_Zn6lG0casEikvMwc-bKWBBBug', 1795980150862, NULL, NULL);
INSERT INTO public.tokens VALUES ('6dd7ae6d-cd65-406f-ba5f-9319e176d074', '937cbabe-ec78-423d-ae42-8cf4fe4559bb', NULL, 'fixture', 1, 'bA07bZ8wAThenEA6Mi3F84zI85sPzqi4ePKWopdeN_k', 1795980150790, 1795980154906, NULL);
INSERT INTO public.workspaces VALUES ('937cbabe-ec78-423d-ae42-8cf4fe4559bb', 'acme-inc', 1795980150587);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (account);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.used_links
    ADD CONSTRAINT used_links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.workspaces
    ADD CONSTRAINT workspaces_name_key UNIQUE (name);
ALTER TABLE ONLY public.workspaces
    ADD CONSTRAINT workspaces_pkey PRIMARY KEY (id);
CREATE INDEX accounts_in_order ON public.accounts USING btree (created_at, id);
CREATE INDEX accounts_of_workspace ON public.accounts USING btree (workspace, created_at, id);
CREATE INDEX tokens_of_workspace ON public.tokens USING btree (workspace, created_at, id);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_workspace_fkey FOREIGN KEY (workspace) REFERENCES public.workspaces(id);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_workspace_fkey FOREIGN KEY (workspace) REFERENCES public.workspaces(id);
