// Counts the calls of a session and holds each answer against the status that it should have.
import assert from 'node:assert/strict';
import type { components } from '../generated/schema.js';

export type Problem = components['schemas']['problem'];
type Answer<T> = { data?: T; error?: unknown; response: Response };

export const length = 44;
export let passed = 0;

/** The content of an answer that grants the call. */
export async function granted<T>(status: number, call: Promise<Answer<T>>): Promise<{ data: T; etag: string }> {
  const { data, error, response } = await call;
  assert.equal(response.status, status, `${response.url}: ${JSON.stringify(error)}`);
  passed++;
  return { data: data as T, etag: response.headers.get('etag') ?? '' };
}

/** Holds an answer that refuses the call against the problem that it should name. */
export async function refused(type: Problem['type'], call: Promise<{ error?: Problem; response: Response }>): Promise<Problem> {
  const { error, response } = await call;
  assert.ok(error, `${response.url} is not refused`);
  assert.equal(error.type, type);
  assert.equal(error.status, response.status);
  passed++;
  return error;
}
