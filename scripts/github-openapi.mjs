// Cuts what the fake of GitHub is held against out of GitHub's own description, which @octokit/openapi publishes:
// node scripts/github-openapi.mjs. The package is 385 MB, so it is fetched for this alone.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '23.0.2';
/** What the adapter for GitHub asks. */
const OPERATIONS = [
  'GET /user',
  'GET /app',
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/installation',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
  'GET /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
  'GET /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues',
  'GET /repos/{owner}/{repo}/issues/{issue_number}',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  'GET /repos/{owner}/{repo}/commits/{ref}/status',
  'POST /repos/{owner}/{repo}/statuses/{sha}',
  'POST /repos/{owner}/{repo}/check-runs',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'GET /repos/{owner}/{repo}/code-scanning/analyses',
  'POST /repos/{owner}/{repo}/code-scanning/sarifs',
  'POST /repos/{owner}/{repo}/forks',
];
/** Words for people. */
const WORDS = /^(?:description|summary|example|examples|externalDocs|tags|title|operationId|links|headers|x-.*)$/;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'harden-openapi-'));
try {
  const pack = ['pack', '--silent', `@octokit/openapi@${VERSION}`, '--pack-destination', folder];
  const file = join(folder, execFileSync('npm', pack, { encoding: 'utf8' }).trim());
  const read = (name) =>
    execFileSync('tar', ['-xzOf', file, `package/${name}`], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const whole = JSON.parse(read('generated/api.github.com.json'));
  const source = { package: `@octokit/openapi ${VERSION}`, licence: read('LICENSE').trim() };
  writeFileSync(join(root, '__tests__/forge/openapi/github.json'), written(cut(whole, source)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function cut(whole, source) {
  const paths = {};
  for (const operation of OPERATIONS) {
    const [method, path] = operation.split(' ');
    const { parameters, requestBody, responses } = whole.paths[path][method.toLowerCase()];
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = withoutWords({ parameters, requestBody, responses: succeeding(responses) });
  }
  const components = {};
  for (const waiting = [paths]; waiting.length > 0; ) {
    for (const [, kind, name] of JSON.stringify(waiting.pop()).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
      components[kind] ??= {};
      if (components[kind][name]) continue;
      components[kind][name] = withoutWords(whole.components[kind][name]);
      waiting.push(components[kind][name]);
    }
  }
  return { openapi: whole.openapi, source, paths, components };
}

/** What stands in an error is not read. */
function succeeding(responses) {
  return Object.fromEntries(Object.entries(responses).filter(([status]) => status.startsWith('2')));
}

function withoutWords(value, isNamed = false) {
  if (Array.isArray(value)) return value.map((each) => withoutWords(each));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => isNamed || !WORDS.test(key));
  // Below these, keys are names of properties and the like, whatever they say.
  const named = (key) => !isNamed && /^(?:properties|patternProperties|schemas|parameters|responses)$/.test(key);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutWords(each, named(key))]));
}

/** A line for each operation and each part, so that a new version can be read as a difference. */
function written({ openapi, source, paths, components }) {
  const lines = (object) =>
    Object.entries(object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const kinds = Object.entries(components).map(([kind, parts]) => `${JSON.stringify(kind)}: {\n${lines(parts)}\n}`);
  return `{
"openapi": ${JSON.stringify(openapi)},
"source": ${JSON.stringify(source)},
"paths": {\n${lines(paths)}\n},
"components": {\n${kinds.join(',\n')}\n}
}
`;
}
