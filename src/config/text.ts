import {
  DEFAULT_BASES,
  DEFAULT_LEVEL,
  DEFAULT_PRESET,
  isInPreset,
  type OptionSpec,
  type TransformMeta,
} from '../model/index.js';

const WIDTH = 100;

/** The file that `harden init` writes: every key explained, everything but the version commented out. */
export function defaultConfigText(metas: readonly TransformMeta[]): string {
  const lines = [
    '# Configuration of harden. Everything below is optional; what is commented out shows the default or an example.',
    '# Editors that know JSON Schema complete and check it with schemas/config.schema.json of the package:',
    '# yaml-language-server: $schema=node_modules/@harden/cli/schemas/config.schema.json',
    'version: 1',
    '',
    '# The most that is applied. safe: behaviour is kept. review: also steps that rest on an assumption, which the',
    '# patch states and a reviewer checks. unverified: also steps that only a build or a run can confirm.',
    `# level: ${DEFAULT_LEVEL}`,
    '',
    '# How much is asked for. recommended: what an engineer would take into any repository. guide: everything the guide',
    '# for production asks for, with stated numbers where the repository has none.',
    `# preset: ${DEFAULT_PRESET}`,
    '',
    '# Where base images come from that run a program without a distribution: distroless, chainguard, dhi (Docker',
    '# Hardened Images), or slim, which leaves distributions.',
    `# bases: ${DEFAULT_BASES}`,
    '',
    '# Paths to leave alone, as in .gitignore.',
    '# ignore:',
    '#   - vendor/',
    '#   - "**/testdata/"',
    '',
    '# Registries images may come from: a host, or a host and the start of a path. Docker Hub is docker.io.',
    '# Empty: all are allowed.',
    '# allowed-registries:',
    '#   - docker.io/library',
    '#   - registry.example.com/team',
    '',
    '# How registries are reached, by host: mirrors that are asked first, a private address, certificate authorities.',
    '# This and indexes count only in a file that is named with --config. Credentials are those of docker login.',
    '# registries:',
    '#   docker.io:',
    '#     mirrors: [mirror.example.com]',
    '#   registry.example.com:5000:',
    '#     private: true',
    '#     ca: registry.pem',
    '',
    '# Package indexes, instead of those that pip and npm are set to.',
    '# indexes:',
    '#   python: https://packages.example.com/simple/',
    '#   npm: https://packages.example.com/npm/',
    '',
    '# What harden verify runs with: seconds until a service is ready, and what services are asked on both sides.',
    '# verify:',
    '#   timeout: 60',
    '#   probes:',
    '#     - {service: web, http: /health, port: 8080}',
    '#     - {service: db, tcp: 5432}',
    '#     - {service: web, command: [python, manage.py, check]}',
    '',
    '# What files that belong together may take to be planned: seconds and megabytes. In a file of the repository',
    '# they can only be lowered.',
    '# limits:',
    '#   timeout: 60',
    '#   memory: 1024',
    '',
    '# What harden bot does here, as it stands on the base branch. It may narrow what the operator allows, not widen it.',
    '# bot:',
    '#   enabled: true',
    '#   level: safe',
    '#   group: all',
    '#   labels: [security]',
    '#   reviewers: [acme/platform]',
    '#   draft: false',
    '#   rebase: conflicted',
    '#   open-pull-requests: 10',
    '#   per-hour: 2',
    '#   most-steps: 200',
    '#   stale: {label: 30, close: 60}',
    '#   schedule: [mon-fri 08:00-16:00]',
    '#   timezone: UTC',
    '#   branch-prefix: harden/',
    '',
    '# Other settings for some paths. Later blocks win.',
    '# overrides:',
    '#   - paths: [legacy/]',
    '#     level: safe',
    ...overrideExample(metas),
    '',
    '# Transforms: on, off, or a mapping with options. Each line shows the default.',
    '# transforms:',
  ];
  for (const meta of [...metas].sort((a, b) => (a.id < b.id ? -1 : 1))) lines.push(...transformLines(meta));
  return `${lines.join('\n')}\n`;
}

function overrideExample(metas: readonly TransformMeta[]): string[] {
  const first = metas.map((meta) => meta.id).sort()[0];
  return first === undefined ? [] : ['#     transforms:', `#       ${first}: off`];
}

function transformLines(meta: TransformMeta): string[] {
  const state = isInPreset(meta, DEFAULT_PRESET) ? 'on' : 'off';
  const about = wrap(`${meta.summary}`, '#   # ');
  const options = Object.entries(meta.options ?? {});
  if (options.length === 0) return [...about, `#   ${meta.id}: ${state}`];
  const lines = [...about, `#   ${meta.id}:`, `#     enabled: ${state}`];
  for (const [name, spec] of options) lines.push(...wrap(spec.about, '#     # '), `#     ${name}: ${value(spec)}`);
  return lines;
}

/** JSON is YAML, and quoting is then never in doubt. */
function value(spec: OptionSpec): string {
  return JSON.stringify(spec.default);
}

function wrap(text: string, prefix: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && prefix.length + line.length + 1 + word.length > WIDTH) {
      lines.push(prefix + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, prefix + line];
}
