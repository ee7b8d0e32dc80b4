import {
  BASES,
  DEFAULT_BASES,
  DEFAULT_LEVEL,
  DEFAULT_PRESET,
  LEVELS,
  PRESETS,
  type OptionSpec,
  type TransformMeta,
} from '../model/index.js';
import { botSchema } from './bot.js';
import type { Json, Schema } from './schema-types.js';
import { DEFAULT_MEGABYTES, DEFAULT_SECONDS, DEFAULT_TIMEOUT_S, MEGABYTES, MOST_SECONDS } from './config.js';

const ONLY_NAMED =
  'Used only from a file named with --config: what a repository says itself must not choose what is connected to.';
const PATTERN: Schema = { type: 'string', minLength: 1 };
const PORT: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
const PROBE: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    service: {
      description: 'The Compose service. Without it: every service that has the port.',
      type: 'string',
      minLength: 1,
    },
    http: { description: 'A path that GET asks for: same status, same body.', type: 'string', pattern: '^/' },
    port: { description: 'The port of http, in the container.', ...PORT },
    tcp: { description: 'A port that takes connections.', ...PORT },
    command: {
      description: 'Run in the container: same exit code, same output.',
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
    },
    body: { description: 'Whether the content of the answer counts too.', type: 'boolean', default: true },
  },
  oneOf: [{ required: ['http', 'port'] }, { required: ['tcp'] }, { required: ['command', 'service'] }],
};
const SWITCH: Schema = { description: 'Turns the transform on or off.', enum: ['on', 'off', true, false] };

/**
 * The JSON Schema (draft 7) of `.harden.yaml`. It is made from the transforms' meta, so that the file people write, the
 * completion their editor offers and the check in `parseConfig` cannot differ.
 */
export function configSchema(metas: readonly TransformMeta[]): Schema {
  const transforms = { $ref: '#/definitions/transforms' };
  const level: Schema = {
    description:
      'safe: behaviour is kept. review: also steps that rest on an assumption a reviewer checks. unverified: also steps that only a run can confirm.',
    enum: [...LEVELS],
    default: DEFAULT_LEVEL,
  };
  const preset: Schema = {
    description:
      'recommended: what an engineer would take into any repository. guide: everything the guide for production asks for, with stated numbers where the repository has none.',
    enum: [...PRESETS],
    default: DEFAULT_PRESET,
  };
  const bases: Schema = {
    description:
      'Where base images come from that run a program without a distribution. slim: none, distributions stay. distroless: of Google. chainguard: of Chainguard. dhi: Docker Hardened Images, which take `docker login dhi.io`.',
    enum: [...BASES],
    default: DEFAULT_BASES,
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: '.harden.yaml',
    description: 'Configuration of harden.',
    type: 'object',
    additionalProperties: false,
    properties: {
      version: { description: 'Version of this file format.', const: 1 },
      level,
      preset,
      bases,
      transforms,
      ignore: {
        description: 'Paths to leave alone, in the syntax of .gitignore.',
        type: 'array',
        items: PATTERN,
      },
      overrides: {
        description: 'Other settings for some paths. Later blocks win.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['paths'],
          properties: {
            paths: {
              description: 'The paths the block is for, in the syntax of .gitignore.',
              type: 'array',
              minItems: 1,
              items: PATTERN,
            },
            level,
            preset,
            bases,
            transforms,
          },
        },
      },
      'allowed-registries': {
        description:
          'Registries images may come from: a host, or a host and the start of a path. docker.io is Docker Hub. Empty: all.',
        type: 'array',
        items: { type: 'string', minLength: 1 },
      },
      registries: {
        description: `How registries are reached, by host (docker.io is Docker Hub). ${ONLY_NAMED}`,
        type: 'object',
        additionalProperties: {
          type: 'object',
          additionalProperties: false,
          properties: {
            mirrors: {
              description: 'Mirrors and pull-through caches, asked in this order before the registry itself.',
              type: 'array',
              items: PATTERN,
            },
            private: { description: 'It may have a private address.', type: 'boolean', default: false },
            ca: {
              description: 'A file with certificate authorities to trust, from the folder of this file.',
              ...PATTERN,
            },
          },
        },
      },
      verify: {
        description: 'What harden verify and fix --verify run with.',
        type: 'object',
        additionalProperties: false,
        properties: {
          timeout: {
            description: 'Seconds a service may take to be ready.',
            type: 'integer',
            minimum: 5,
            maximum: 3600,
            default: DEFAULT_TIMEOUT_S,
          },
          probes: {
            description:
              'What services are asked on both sides, instead of what is found: GET / at each port, and the paths that health checks ask.',
            type: 'array',
            items: { $ref: '#/definitions/probe' },
          },
        },
      },
      limits: {
        description:
          'What files that belong together may take to be planned. A file of the repository may only lower them; one named with --config may raise them.',
        type: 'object',
        additionalProperties: false,
        properties: {
          timeout: {
            description: 'Seconds.',
            type: 'integer',
            minimum: 1,
            maximum: MOST_SECONDS,
            default: DEFAULT_SECONDS,
          },
          memory: {
            description: 'Megabytes.',
            type: 'integer',
            minimum: MEGABYTES.least,
            maximum: MEGABYTES.most,
            default: DEFAULT_MEGABYTES,
          },
        },
      },
      bot: botSchema(level),
      indexes: {
        description: `Package indexes to ask instead of those that pip and npm are set to. ${ONLY_NAMED}`,
        type: 'object',
        additionalProperties: false,
        properties: {
          python: { description: 'A simple API, as for index-url of pip.', ...PATTERN },
          npm: { description: 'A registry of npm.', ...PATTERN },
        },
      },
    },
    definitions: {
      transforms: transformsSchema(metas),
      transform: settingSchema({}),
      switch: SWITCH,
      probe: PROBE,
    },
  };
}

/** The schema as the shipped file holds it. */
export function configSchemaText(metas: readonly TransformMeta[]): string {
  return `${printJson(configSchema(metas), '')}\n`;
}

function transformsSchema(metas: readonly TransformMeta[]): Schema {
  const properties: Record<string, Json> = {};
  for (const meta of [...metas].sort((a, b) => (a.id < b.id ? -1 : 1))) properties[meta.id] = transformSchema(meta);
  return {
    description: 'Transforms to turn on or off, or to give options to.',
    type: 'object',
    additionalProperties: false,
    properties,
  };
}

function transformSchema(meta: TransformMeta): Schema {
  const options = Object.entries(meta.options ?? {});
  return {
    description: meta.summary,
    ...(options.length === 0
      ? // In draft 7, what stands beside a $ref does not count.
        { allOf: [{ $ref: '#/definitions/transform' }] }
      : settingSchema(Object.fromEntries(options.map(([name, spec]) => [name, optionSchema(spec)])))),
  };
}

/** What may be written for one transform: on, off, or a mapping with its options. */
function settingSchema(options: Readonly<Record<string, Schema>>): Schema {
  const onOff: Schema = { $ref: '#/definitions/switch' };
  return {
    // Not anyOf: with it, a mistake inside the object would be reported as a wrong switch too.
    if: { type: 'object' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { type: 'object', additionalProperties: false, properties: { enabled: onOff, ...options } },
    else: onOff,
  };
}

function optionSchema(spec: OptionSpec): Schema {
  const about: Schema = { description: spec.about, default: spec.default };
  if (spec.type === 'string-list') return { ...about, type: 'array', items: { type: 'string' } };
  return spec.choices ? { ...about, enum: [...spec.choices] } : { ...about, type: spec.type };
}

/** JSON as the project's formatter leaves it: a list of scalars and a reference on one line where they fit. */
export function printJson(value: Json, indent = '', used = indent.length): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (items.length === 0) return '[]';
    const line = `[${items.map((item) => printJson(item, inner)).join(', ')}]`;
    const scalars = items.every((item) => item === null || typeof item !== 'object');
    if ((scalars || items.every(isReference)) && used + line.length <= 119) return line;
    return `[\n${items.map((item) => inner + printJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  if (isReference(value)) return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${printJson(each)}`)} }`;
  const lines = entries.map(([key, each]) => {
    const head = `${inner}${JSON.stringify(key)}: `;
    return head + printJson(each, inner, head.length);
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function isReference(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === '$ref';
}
