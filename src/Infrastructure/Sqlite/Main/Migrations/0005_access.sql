-- Who may do what. What the roles allow is the same at every site and stands in the service too (Domain/Access/Role.cs); a test compares.
create table role (
    name text primary key not null,
    about text not null
) strict;

create table permission (
    name text primary key not null,
    about text not null
) strict;

create table role_permission (
    role text not null references role,
    permission text not null references permission,
    primary key (role, permission)
) strict;

create table "user" (
    id text primary key not null,
    name text not null unique,
    github_id integer unique,
    full_name text,
    created_at text not null,
    disabled_at text,
    transaction_id text
) strict;

create table user_role (
    id text primary key not null,
    user_id text not null references "user",
    role text not null references role,
    transaction_id text,
    unique (user_id, role)
) strict;

-- Of the value of a token only the SHA-256 is kept.
create table api_token (
    id text primary key not null,
    kind text not null check (kind in ('ordinary', 'emergency')),
    user_id text references "user",
    name text not null,
    note text,
    scopes text not null,
    token_hash text not null unique,
    prefix text not null,
    site_name text not null,
    created_at text not null,
    expires_at text,
    revoked_at text,
    transaction_id text,
    check ((kind = 'ordinary') = (user_id is not null))
) strict;

create index api_token_created_at on api_token (created_at desc, id desc);
create index api_token_user on api_token (user_id);

-- Only ever grows, so that a count on its way is refused by nothing; hence no reference either.
create table api_token_use (
    id text primary key not null,
    api_token_id text not null,
    site_name text not null,
    used_at text not null,
    uses integer not null check (uses > 0),
    transaction_id text
) strict;

create index api_token_use_token on api_token_use (api_token_id, used_at);

alter table audit_event add column remote_address text;

insert into permission (name, about) values
    ('read:observations', 'Read executions, raw data files and planned units.'),
    ('write:observations', 'Record executions and raw data files.'),
    ('write:plans', 'Plan units of observation.'),
    ('read:transactions', 'See what has become of transactions.'),
    ('replay:transactions', 'Retry and edit failed transactions.'),
    ('discard:transactions', 'Give failed transactions up.'),
    ('view:buffer', 'See the buffer and the replication.'),
    ('view:audit', 'See what people have decided.'),
    ('read:metrics', 'Read the metrics.'),
    ('configure:system', 'Pause and resume the drain, and reconcile main with the journal.'),
    ('manage:tokens', 'Make, rotate and revoke API tokens of one''s own; with manage:users, of others.'),
    ('manage:users', 'Make users and give them roles.'),
    ('*:*', 'Everything.');

insert into role (name, about) values
    ('admin', 'Everything.'),
    ('observer', 'Records observations and plans them, and handles what main has refused.'),
    ('viewer', 'Looks, and changes nothing.'),
    ('service', 'An unattended script: records observations and looks after its transactions.');

insert into role_permission (role, permission) values
    ('admin', '*:*'),
    ('observer', 'read:observations'),
    ('observer', 'write:observations'),
    ('observer', 'write:plans'),
    ('observer', 'read:transactions'),
    ('observer', 'replay:transactions'),
    ('observer', 'view:buffer'),
    ('observer', 'view:audit'),
    ('observer', 'read:metrics'),
    ('observer', 'manage:tokens'),
    ('viewer', 'read:observations'),
    ('viewer', 'read:transactions'),
    ('viewer', 'view:buffer'),
    ('viewer', 'read:metrics'),
    ('service', 'read:observations'),
    ('service', 'write:observations'),
    ('service', 'read:transactions'),
    ('service', 'view:buffer'),
    ('service', 'read:metrics');
