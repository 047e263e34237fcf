alter table instrument add column transaction_id text;
