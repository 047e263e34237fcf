// A night at the telescope as 44 ordinary calls. Each names the status that the service answers with.
import { randomUUID } from 'node:crypto';

export const length = 44;

/** @param call (method, path, status, { body, headers, token }) => { headers, body } */
export async function night(call) {
  const unknown = randomUUID();

  // Is the service there, and who am I?
  await call('GET', '/health/live', 200, { token: null });
  await call('GET', '/health/ready', 200, { token: null });
  await call('GET', '/health', 200);
  await call('GET', '/api/site/info', 200, { token: null });
  await call('GET', '/auth/me', 200);
  await call('GET', '/auth/me', 401, { token: 'ops_api_token_unknown' });

  // The plan.
  const { body: units } = await call('GET', '/obs_unit?limit=1&count=exact', 200);
  await call('GET', units.next, 200);
  const first = `/obs_unit/${units.items[0].id}`;
  const { headers: ofFirst } = await call('GET', first, 200);
  await call('GET', first, 304, { headers: { 'If-None-Match': ofFirst.get('etag') } });
  const { body: unit } = await call('POST', '/obs_unit', 201, {
    body: { name: 'Horsehead Nebula R', ra: '05:40:59', dec: -2.4583, duration_seconds: 60, configuration: { mode: 'otf', step: [1, 2] } },
  });

  // An execution of it. A start may be repeated, also under a key, but not with other content.
  const id = randomUUID();
  const start = { id, obs_unit_id: unit.id, start_time: '2023-03-28T02:38:42Z', instrument_module: 'MOD0', conditions: { pwv_mm: 0.42 } };
  const headers = { 'Idempotency-Key': `night-${id}` };
  const { headers: started } = await call('POST', '/executed_obs_units/start', 201, { body: start, headers });
  await call('POST', '/executed_obs_units/start', 201, { body: start, headers });
  await call('POST', '/executed_obs_units/start', 422, { body: { ...start, comment: 'other' }, headers });
  await call('POST', '/executed_obs_units/start', 409, { body: { ...start, comment: 'other' } });
  await call('GET', `/executed_obs_units/${id}`, 200);
  await call('GET', `/executed_obs_units/${unknown}`, 404);

  // Its files.
  const name = 'obs_000017.fits';
  const { body: file } = await call('POST', '/raw_data_files', 201, { body: { executed_obs_unit_id: id, name, size_bytes: 8589934592 } });
  await call('POST', '/raw_data_files', 400, { body: { executed_obs_unit_id: id, name, checksum: 'sha256:9f86' } });
  await call('POST', '/raw_data_files/bulk', 201, {
    body: [18, 19].map(number => ({ executed_obs_unit_id: id, name: `obs_0000${number}.fits`, size_bytes: 0 })),
  });
  await call('GET', `/raw_data_files/${file.id}`, 200);
  await call('GET', `/raw_data_files?executed_obs_unit_id=${id}&limit=2&count=estimated`, 200);

  // Its end.
  const finish = `/executed_obs_units/${id}/finish`;
  await call('PUT', finish, 412, { body: { status: 'completed' }, headers: { 'If-Match': '"another"' } });
  const { body: finished } = await call('PUT', finish, 200, { body: { status: 'completed' }, headers: { 'If-Match': started.get('etag') } });
  await call('PUT', finish, 409, { body: { status: 'aborted' } });
  await call('GET', '/executed_obs_units?status=completed&status=running&min_start_time=2023-03-28T00:00:00Z&files=all&limit=20', 200);

  // Its way to the main database.
  await call('GET', `/api/transactions/${finished.sync.transaction_id}?wait=30&until=replicated`, 200);
  await call('GET', `/api/transactions?entity=executed_obs_unit:${id}&state=replicated&limit=1`, 200);
  await call('GET', '/api/replication', 200);
  await call('GET', '/api/buffer', 200);

  // The link is down for a while, and a start names a unit that is not planned.
  await call('POST', '/api/buffer/pause', 200, { body: { reason: 'maintenance of the main database' } });
  const { body: mistyped } = await call('POST', '/executed_obs_units/start', 201, { body: { obs_unit_id: 2147483647 } });
  await call('POST', '/api/buffer/resume', 200);

  // The main database refuses it, and a person corrects it.
  const failed = `/api/transactions/${mistyped.sync.transaction_id}`;
  await call('GET', `${failed}?wait=30`, 200);
  await call('GET', '/api/transactions?state=failed&state=parked', 200);
  await call('POST', '/api/transactions/retry', 200, { body: { filter: { sql_state: ['23503'] }, dry_run: true } });
  const edit = { changes: [{ change: 0, values: { obs_unit_id: unit.id } }], reason: 'the unit was mistyped' };
  await call('POST', `${failed}/edit`, 200, { body: edit });
  await call('GET', '/api/audit?action=pause&action=resume&action=edit', 200);

  // A token for a script, and who there is.
  const { body: made } = await call('POST', '/api/tokens', 201, { body: { name: `script-${id}`, scopes: ['read:observations'], expires_in: '90d' } });
  await call('POST', '/raw_data_files', 403, { body: { executed_obs_unit_id: id, name }, token: made.token });
  await call('GET', '/api/tokens?limit=10', 200);
  await call('DELETE', `/api/tokens/${made.id}?reason=tried`, 200);
  await call('GET', '/api/users', 200);
  await call('GET', '/api/sessions', 200);
}
