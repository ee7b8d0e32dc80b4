// What .harden/observations.json may hold. The patterns keep control characters out of what is printed later.
import { printJson } from './schema.js';
import type { Schema } from './schema-types.js';

// What a Compose file can name as it is: no `$`, which stands for a variable there, and no way up.
const PATH: Schema = { type: 'string', pattern: '^/(?!(?:.*/)?\\.\\.?(?:/|$))[^\\u0000-\\u001f\\u007f:,$]{0,400}$' };
const NUMBER: Schema = { type: 'number', minimum: 0, maximum: 1_000_000 };
const BYTES: Schema = { type: 'number', minimum: 0, maximum: 2 ** 50 };
const COUNT: Schema = { type: 'integer', minimum: 0, maximum: 4294967295 };

function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

function list(items: Schema, maxItems: number): Schema {
  return { type: 'array', items, maxItems };
}

const FILE: Schema = { type: 'string', pattern: '^(?!/)(?!(?:.*/)?\\.\\.(?:/|$))[^\\u0000-\\u001f\\u007f]{1,400}$' };
const HASH: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const TMPFS = object({ path: PATH, mode: { type: 'string', pattern: '^[0-7]{4}$' }, uid: COUNT, gid: COUNT }, [
  'mode',
  'uid',
  'gid',
]);
const OBSERVATION = object(
  {
    file: { description: 'The Compose file, from the root.', ...FILE },
    service: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,200}$' },
    image: { description: 'As the file names it, without a digest.', type: 'string', pattern: '^[!-~]{1,400}$' },
    digest: { description: 'Of what ran.', type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
    dockerfile: object({ path: FILE, sha256: HASH, sources: HASH }, ['sources']),
    definition: { description: 'Hash of the settings of the service that decide what it does.', ...HASH },
    mounts: { description: 'Hash of the files of the repository that it mounts.', ...HASH },
    at: { description: 'When it ran.', type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT[\\d:.]{5,12}Z$' },
    seconds: { description: 'How long it was watched.', ...NUMBER },
    user: object({ uid: COUNT, gid: COUNT, all: list(COUNT, 100) }),
    ports: list({ type: 'string', pattern: '^\\d{1,5}/(?:tcp|udp)$' }, 1000),
    memory: { description: 'Bytes.', ...object({ peak: BYTES, steady: BYTES }) },
    cpus: { description: 'Cores.', ...object({ peak: NUMBER, steady: NUMBER }) },
    // The kernel's own limit: PID_MAX_LIMIT of proc_sys_kernel(5).
    pids: object({ peak: { type: 'integer', minimum: 0, maximum: 4_194_304 } }),
    ready: {
      description: 'How it showed that it was ready: a health check, an answer, its end, or only that it ran.',
      type: 'string',
      enum: ['healthy', 'answers', 'ends', 'runs'],
    },
    writes: { description: 'Paths written outside of mounts.', ...list(PATH, 1000) },
    programs: list({ type: 'string', pattern: '^[!-~]{1,100}$' }, 1000),
    capabilities: {
      description: 'The smallest set with which it became ready twice.',
      ...list({ type: 'string', pattern: '^[A-Z_]{2,30}$' }, 50),
    },
    readOnly: {
      oneOf: [
        object({ works: { const: true }, tmpfs: list(TMPFS, 50) }),
        object({ works: { const: false }, why: { type: 'string', pattern: '^[ -~]{0,500}$' } }),
      ],
    },
  },
  [
    'image',
    'dockerfile',
    'definition',
    'mounts',
    'user',
    'ports',
    'memory',
    'cpus',
    'pids',
    'ready',
    'writes',
    'programs',
    'capabilities',
    'readOnly',
  ],
);

/** The JSON Schema (draft 7) of `.harden/observations.json`. */
export function observationsSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: '.harden/observations.json',
    description: 'What harden observe saw of services while they ran.',
    ...object({
      version: { description: 'Version of this file format.', const: 1 },
      observations: list(OBSERVATION, 2000),
    }),
  };
}

/** The schema as the shipped file holds it. */
export function observationsSchemaText(): string {
  return `${printJson(observationsSchema())}\n`;
}
