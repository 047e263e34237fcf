// The night of ../prism/night.mjs with the client that openapi-typescript and openapi-fetch make.
//
//   node night.js SERVICE_URL TOKEN
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/schema.js';
import { granted, length, passed, refused } from './session.js';

const [baseUrl, administrator] = process.argv.slice(2) as [string, string];
const client = createClient<paths>({ baseUrl, headers: bearer(administrator) });

await night().catch((error: Error) => console.error(error.message));
console.log(`${passed} of ${length}`);
process.exit(passed === length ? 0 : 1);

async function night() {
  // Is the service there, and who am I?
  await granted(200, client.GET('/health/live'));
  await granted(200, client.GET('/health/ready'));
  await granted(200, client.GET('/health'));
  const { data: site } = await granted(200, client.GET('/api/site/info'));
  assert.equal(site.site_type satisfies 'main' | 'secondary', 'secondary');
  await granted(200, client.GET('/auth/me'));
  await refused('/problems/unauthorized', client.GET('/auth/me', { headers: bearer('ops_api_token_unknown') }));

  // The plan.
  const { data: units } = await granted(200, client.GET('/obs_unit', { params: { query: { limit: 1, count: 'exact' } } }));
  assert.ok(units.count && units.count.value > 1 && units.next);
  const cursor = new URL(units.next, baseUrl).searchParams.get('cursor')!;
  await granted(200, client.GET('/obs_unit', { params: { query: { limit: 1, count: 'exact', cursor } } }));
  const first = { path: { id: units.items[0]!.id } };
  const { etag } = await granted(200, client.GET('/obs_unit/{id}', { params: first }));
  await granted(304, client.GET('/obs_unit/{id}', { params: { ...first, header: { 'If-None-Match': etag } } }));
  const { data: unit } = await granted(201, client.POST('/obs_unit', {
    body: { name: 'Horsehead Nebula R', ra: '05:40:59', dec: -2.4583, duration_seconds: 60, configuration: { mode: 'otf', step: [1, 2] } },
  }));
  assert.deepEqual(unit.configuration, { mode: 'otf', step: [1, 2] });
  assert.equal(unit.target satisfies string | null, null);

  // An execution of it. A start may be repeated, also under a key, but not with other content.
  const id = randomUUID();
  const start: components['schemas']['start_observation'] = {
    id, obs_unit_id: unit.id, start_time: '2023-03-28T02:38:42Z', instrument_module: 'MOD0', conditions: { pwv_mm: 0.42 },
  };
  const key = { header: { 'Idempotency-Key': `night-${id}` } };
  const started = await granted(201, client.POST('/executed_obs_units/start', { body: start, params: key }));
  assert.deepEqual(started.data.conditions, { pwv_mm: 0.42 });
  assert.equal(started.data.end_time satisfies string | null, null);
  await granted(201, client.POST('/executed_obs_units/start', { body: start, params: key }));
  await refused('/problems/idempotency-mismatch',
    client.POST('/executed_obs_units/start', { body: { ...start, comment: 'other' }, params: key }));
  await refused('/problems/conflict', client.POST('/executed_obs_units/start', { body: { ...start, comment: 'other' } }));
  const execution = { path: { id } };
  await granted(200, client.GET('/executed_obs_units/{id}', { params: execution }));
  await refused('/problems/not-found', client.GET('/executed_obs_units/{id}', { params: { path: { id: randomUUID() } } }));

  // Its files.
  const file = { executed_obs_unit_id: id, name: 'obs_000017.fits', size_bytes: 8589934592 };
  const { data: registered } = await granted(201, client.POST('/raw_data_files', { body: file }));
  assert.equal(registered.size_bytes, 8589934592);
  const invalid = await refused('/problems/validation', client.POST('/raw_data_files', { body: { ...file, checksum: 'sha256:9f86' } }));
  assert.equal(invalid.errors?.['checksum']?.length, 1);
  const { data: bulk } = await granted(201, client.POST('/raw_data_files/bulk', {
    body: [18, 19].map(number => ({ executed_obs_unit_id: id, name: `obs_0000${number}.fits`, size_bytes: 0 })),
  }));
  assert.equal(bulk.count, bulk.ids.length);
  await granted(200, client.GET('/raw_data_files/{id}', { params: { path: { id: registered.id } } }));
  const { data: files } = await granted(200,
    client.GET('/raw_data_files', { params: { query: { executed_obs_unit_id: [id], limit: 2, count: 'estimated' } } }));
  assert.equal(files.items.length, 2);

  // Its end.
  const finish = (status: components['schemas']['final_status'], ifMatch?: string) => client.PUT('/executed_obs_units/{id}/finish', {
    body: { status }, params: { ...execution, ...(ifMatch && { header: { 'If-Match': ifMatch } }) },
  });
  await refused('/problems/precondition-failed', finish('completed', '"another"'));
  const { data: finished } = await granted(200, finish('completed', started.etag));
  assert.equal(finished.status satisfies components['schemas']['execution_status'], 'completed');
  await refused('/problems/conflict', finish('aborted'));
  const { data: night } = await granted(200, client.GET('/executed_obs_units', {
    params: { query: { obs_unit_id: [unit.id], status: ['completed', 'running'], min_start_time: '2023-03-28T00:00:00Z', files: 'all', limit: 20 } },
  }));
  assert.deepEqual(night.items.map(item => [item.id, item.raw_data_files.length]), [[id, 3]]);

  // Its way to the main database.
  const { data: applied } = await granted(200, client.GET('/api/transactions/{id}', {
    params: { path: { id: finished.sync!.transaction_id! }, query: { wait: 30, until: 'replicated' } },
  }));
  assert.equal(applied.state, 'replicated');
  const { data: applieds } = await granted(200,
    client.GET('/api/transactions', { params: { query: { entity: [`executed_obs_unit:${id}`], state: ['replicated'], limit: 1 } } }));
  assert.equal(applieds.items.length, 1);
  const { data: replication } = await granted(200, client.GET('/api/replication'));
  assert.ok(replication.main_lsn === null || typeof replication.main_lsn === 'string');
  await granted(200, client.GET('/api/buffer'));

  // The link is down for a while, and a start names a unit that is not planned.
  const { data: paused } = await granted(200, client.POST('/api/buffer/pause', { body: { reason: 'maintenance of the main database' } }));
  assert.equal(paused.drain.state, 'paused');
  const { data: mistyped } = await granted(201, client.POST('/executed_obs_units/start', { body: { obs_unit_id: 2147483647 } }));
  assert.equal(mistyped.sync?.state, 'buffered');
  await granted(200, client.POST('/api/buffer/resume'));

  // The main database refuses it, and a person corrects it.
  const failed = { path: { id: mistyped.sync.transaction_id! } };
  const { data: failure } = await granted(200, client.GET('/api/transactions/{id}', { params: { ...failed, query: { wait: 30 } } }));
  assert.equal(failure.error?.class, 'permanent');
  await granted(200, client.GET('/api/transactions', { params: { query: { state: ['failed', 'parked'] } } }));
  const { data: rehearsal } = await granted(200,
    client.POST('/api/transactions/retry', { body: { filter: { sql_state: ['23503'] }, dry_run: true } }));
  assert.ok(rehearsal.would?.some(each => each.transaction_id === failed.path.id && each.would === 'fail'));
  const { data: edited } = await granted(200, client.POST('/api/transactions/{id}/edit', {
    params: failed, body: { changes: [{ change: 0, values: { obs_unit_id: unit.id } }], reason: 'the unit was mistyped' },
  }));
  assert.deepEqual(edited.fields.map(field => [field.old, field.new]), [[2147483647, unit.id]]);
  const { data: audit } = await granted(200, client.GET('/api/audit', { params: { query: { action: ['pause', 'resume', 'edit'] } } }));
  assert.equal(audit.items[0]?.action, 'edit');

  // A token for a script, and who there is.
  const { data: made } = await granted(201,
    client.POST('/api/tokens', { body: { name: `script-${id}`, scopes: ['read:observations'], expires_in: '90d' } }));
  await refused('/problems/forbidden', client.POST('/raw_data_files', { body: file, headers: bearer(made.token) }));
  await granted(200, client.GET('/api/tokens', { params: { query: { limit: 10 } } }));
  const { data: revoked } = await granted(200,
    client.DELETE('/api/tokens/{id}', { params: { path: { id: made.id }, query: { reason: 'tried' } } }));
  assert.notEqual(revoked.revoked_at, null);
  await granted(200, client.GET('/api/users'));
  await granted(200, client.GET('/api/sessions'));
}

function bearer(token: string) {
  return { Authorization: `Bearer ${token}` };
}
