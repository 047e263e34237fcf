// Makes the calls of the night through the validating proxy: each violation of the OpenAPI document is an error.
//
//   node session.mjs PROXY_URL TOKEN
import { length, night } from './night.mjs';

const [proxy, administrator] = process.argv.slice(2);
let passed = 0;
const faults = [];

await night(call).catch(error => faults.push(`The night ends early: ${error.message}`));
for (const fault of faults) console.error(fault);
console.log(`${passed} of ${length}`);
process.exit(passed === length && faults.length === 0 ? 0 : 1);

async function call(method, path, status, { body, headers = {}, token = administrator } = {}) {
  if (token !== null) headers = { ...headers, Authorization: `Bearer ${token}` };
  if (body !== undefined) headers = { ...headers, 'Content-Type': 'application/json' };
  const answer = await fetch(new URL(path, proxy), { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  // The proxy names what it refuses in the body, and what it lets pass in a header.
  const violation = text.includes('stoplight.io/prism/errors') ? text : answer.headers.get('sl-violations');
  if (violation) faults.push(`${method} ${path}: violates the document: ${violation}`);
  else if (answer.status !== status) faults.push(`${method} ${path}: answers ${answer.status} and not ${status}: ${text}`);
  else passed++;
  return { headers: answer.headers, body: text ? JSON.parse(text) : undefined };
}
