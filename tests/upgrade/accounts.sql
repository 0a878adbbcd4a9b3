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
INSERT INTO public.accounts VALUES ('f643375f-2d61-43df-9bcc-1836179e0385', '4a7d8fce-cbd2-488c-a726-fa1b50b437b1', 'acme', 'Ada', NULL, 'overlay: 1
of: acme
list:
  fields:
    subject: $.name
', '{"port":"45871"}', '1.6ae2dd554185bbff.TZP_TXm2VWEFbTOE2eLNkB9V3ZGHsIIoLznezYsJdpuI0QHt4F9dXBW1DM9DyvdcV6IkHR30aJJRcpTLtw', NULL, NULL, 'active', NULL, 0, 1795983027620, 1795983027620);
INSERT INTO public.accounts VALUES ('c5f4e329-fe21-4393-b60b-f173d3effd27', '4a7d8fce-cbd2-488c-a726-fa1b50b437b1', 'acme', 'Bo', NULL, NULL, '{"port":"45871"}', '1.6ae2dd554185bbff._ONGrtCE7T6U_h_tvAX_sOZwo4vGVAnrhyHkv5oFSGJNnjhqGdPOn_Ruh4g7hy8hmiAwn1ZKIwkilBD-54fJnzuXHjP6ZekhffjOWlxyaD3OtO4VSwLU5cLESBvYD5-32L6jdfAC5DVUYqi7i_ucBfFqH1QNAIQKwwSSrDtIwN6cybNUR2mdqg', NULL, NULL, 'active', NULL, 0, 1795983027741, 1795983027741);
INSERT INTO public.schema_version VALUES (2);
INSERT INTO public.settings VALUES ('cursor', '1.6ae2dd554185bbff.q7w8JAKLycBDmqnzZyqvdx_4OP_y11u6D7dy1ODzxTr0_btfKHRwgsNbCUWYffgBylrl-cVesu1OPP-m6NNB5xdltfTxs-wj');
INSERT INTO public.settings VALUES ('connect', '1.6ae2dd554185bbff.eJwxWM01f48rSzewn5DX86zIgVNhVmMl0q5bIIph0qqN75hJFsgYHRdt8qhW3wcHObHXBYAbrOVk7KIuADDVA-yoxdAhR8cz');
INSERT INTO public.tokens VALUES ('cb571de5-6221-44c6-b354-1863ff52b7c4', '4a7d8fce-cbd2-488c-a726-fa1b50b437b1', NULL, 'reads', 0, 'dPscbG2aL6hZqVLnJwZ6UEUdvoy8TmqNss2U--jaxOE', 1795983027925, NULL, NULL);
INSERT INTO public.tokens VALUES ('8310b15e-8e95-4259-a04c-bde4d3f6250b', '4a7d8fce-cbd2-488c-a726-fa1b50b437b1', NULL, 'fixture', 1, 'uZjMmxu30N1debcantNnoUXY4QInYkKYQT1mh5s4228', 1795983027806, 1795983032013, NULL);
INSERT INTO public.workspaces VALUES ('4a7d8fce-cbd2-488c-a726-fa1b50b437b1', 'acme-inc', 1795983027603);
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
