// Containers that do their work and end.
import { type Evidence, baseName, rowOf, words } from '../model/index.js';
import { behindWrappers, programIs } from '../programs/index.js';
import { asSeq, asText } from '../yaml/index.js';
import type { Service } from '../compose/index.js';
import { serviceEvidence, waiterFor } from './health.js';
import type { ServiceView } from './rule.js';

/** Programs that end with these words behind them: a word of the command, or how one begins. */
const ENDING_WITH: Readonly<Record<string, RegExp>> = {
  'manage.py': /^(?:migrate|makemigrations|collectstatic|createsuperuser|loaddata|test|check)$/,
  artisan: /^(?:migrate(?::.*)?|db:.*|key:generate|storage:link|config:cache|optimize)$/,
  rails: /^(?:db:.*|assets:precompile|test)$/,
  rake: /^(?:db:.*|assets:.*|spec|test)$/,
  npm: /^(?:ci|install|i|test|build|lint|(?:db[:-])?(?:migrat|seed).*|prisma:.*|db:.*|build:.*|test:.*)$/,
  yarn: /^(?:install|test|build|lint|(?:db[:-])?(?:migrat|seed).*|prisma:.*|db:.*|build:.*|test:.*)$/,
  pnpm: /^(?:install|i|test|build|lint|(?:db[:-])?(?:migrat|seed).*|prisma:.*|db:.*|build:.*|test:.*)$/,
  prisma: /^(?:migrate|db|generate)$/,
  alembic: /^(?:upgrade|downgrade|stamp)$/,
  flyway: /^(?:migrate|info|validate|repair|clean|baseline)$/,
  liquibase: /^(?:update|validate|status)$/,
  migrate: /^(?:up|down|goto|force|version)$/,
  dbmate: /^(?:up|migrate|create|wait|status)$/,
  goose: /^(?:up|up-to|status)$/,
  atlas: /^(?:migrate|schema)$/,
  knex: /^(?:migrate|seed):.*$/,
  'sequelize-cli': /^db:.*$/,
  sequelize: /^db:.*$/,
  typeorm: /^migration:.*$/,
  airflow: /^(?:db|version|initdb|users)$/,
  superset: /^(?:db|init|fab)$/,
  composer: /^(?:install|update)$/,
  pip: /^install$/,
  go: /^(?:test|build|generate)$/,
  mvn: /^(?:package|test|install|verify)$/,
  psql: /^(?:-c|-f|--command|--file).*$/,
  mysql: /^(?:-e|--execute).*$/,
  mongosh: /^--eval.*$/,
  curl: /^(?:-|https?:).*$/,
  wget: /^(?:-|https?:).*$/,
  certbot: /^(?:certonly|renew)$/,
  // Without its window it ends with its plan: https://jmeter.apache.org/usermanual/get-started.html#non_gui
  jmeter: /^(?:-n|--nongui)$/,
  k6: /^run$/,
  newman: /^run$/,
  artillery: /^(?:run|quick)$/,
};

/** Whatever the program is, with this as its last word it says something and ends. */
const TELLS = /^(?:--version|version|--help|help)$/;

/** Scripts named after work that ends. Not those of a shell: many of them start the server when they are done. */
const ENDING_SCRIPT = /^(?:(?:db|run|database)[-_])?(?:migrat(?:e|ions?)|seeds?)\.(?:py|js|mjs|cjs|ts|rb|php)$/;

/** Images that are such a program. */
const PROGRAM_OF_IMAGE: Readonly<Record<string, string>> = {
  'minio/mc': 'mc',
  'flyway/flyway': 'flyway',
  'redgate/flyway': 'flyway',
  'liquibase/liquibase': 'liquibase',
  liquibase: 'liquibase',
  'migrate/migrate': 'migrate',
  'amacneil/dbmate': 'dbmate',
  'arigaio/atlas': 'atlas',
  'justb4/jmeter': 'jmeter',
  'alpine/jmeter': 'jmeter',
  'grafana/k6': 'k6',
  'loadimpact/k6': 'k6',
  'postman/newman': 'newman',
  'curlimages/curl': 'curl',
  'artilleryio/artillery': 'artillery',
};

/** Words in front of the program, besides wrappers and interpreters. */
const BEFORE = words('run -- -m bin/rails ./bin/rails');

/**
 * What shows that the container ends by itself: another service waits until it has completed, or the last program of
 * its command is one that ends. `undefined` where nothing does.
 */
export function findEndingEvidence(view: ServiceView): Evidence | undefined {
  const { service, around } = view;
  const waits = waiterFor(around.doc, service.name, 'service_completed_successfully');
  if (waits) return serviceEvidence(around.doc, waits, `${waits.name} waits until ${service.name} has completed`);
  const program = endingProgram(startText(view));
  return program === undefined
    ? undefined
    : serviceEvidence(around.doc, service, `the last command of ${service.name}, ${program}, ends by itself`);
}

/** What the container starts: entry point and command of the service, else of the Dockerfile that is built. */
export function startText({ service, runs }: ServiceView): string {
  const entrypoint = textOf(service, 'entrypoint');
  const image = runs.image?.split(/[:@]/, 1)[0] ?? '';
  const program = rowOf(PROGRAM_OF_IMAGE, image.replace(/^docker\.io\//, ''));
  const head = entrypoint ?? program ?? runs.built?.entrypoint?.exec?.join(' ') ?? runs.built?.entrypoint?.text ?? '';
  const { command } = runs.built ?? {};
  const tail =
    textOf(service, 'command') ?? (entrypoint === undefined ? (command?.exec?.join(' ') ?? command?.text) : '');
  return `${head} ${tail ?? ''}`.trim();
}

function textOf(service: Service, key: 'command' | 'entrypoint'): string | undefined {
  const node = service.get(key);
  const list = asSeq(node);
  return list ? list.items.map((item) => asText(item) ?? '').join(' ') : asText(node);
}

/** The last simple command of a shell text, where it is known to end: `alembic upgrade`. */
export function endingProgram(text: string): string | undefined {
  // A server in the background, a loop at the end, a way out of a failure: not a text that simply ends.
  if (/[^&>]&(?![&>\d])|(?:^|[\s;&|])wait(?:[\s;"']|$)|\btail\s+-f\b|--watch/.test(text)) return undefined;
  const last = text
    .split(/&&|;|\n|\|\|?/)
    .map((part) => part.replace(/["'()]/g, ' ').trim())
    .filter((part) => part !== '')
    .at(-1);
  const words = (last ?? '').split(/\s+/).filter((word) => word !== '');
  const at = programAt(words);
  const name = baseName(words[at] ?? '');
  const rest = words.slice(at + 1);
  if (programIs(name, 'ends') || ENDING_SCRIPT.test(name)) return name;
  const ending = rowOf(ENDING_WITH, name);
  const word = (ending && rest.find((each) => ending.test(each))) ?? rest.slice(-1).find((each) => TELLS.test(each));
  return word === undefined ? undefined : `${name} ${word}`;
}

function programAt(words: readonly string[]): number {
  let at = 0;
  for (; at < words.length; at++) {
    at += behindWrappers(words.slice(at), 'prefix', 'init', 'runner', 'asUser');
    const word = words[at]!;
    if (!BEFORE.has(word) && !programIs(baseName(word), 'interpreter') && !isShell(words, at) && !/^\w+=/.test(word))
      break;
  }
  return at;
}

function isShell(words: readonly string[], at: number): boolean {
  return programIs(baseName(words[at]!), 'shell') || (at > 0 && /^-[a-z]*c$/.test(words[at]!));
}
