alter table instrument add column transaction_id uuid;

comment on column instrument.transaction_id is 'The transaction that wrote the row last.';
