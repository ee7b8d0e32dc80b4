// What stands beside an application in a Compose file of its repository: the settings of the service that builds its
// Dockerfile, and the databases among the others. Written as a Compose file of its own, which harden leaves as it is.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Application } from './list.js';
import { provide, type StandIn } from './stand-ins.js';

/** In the copy; no name by which an engine finds one by itself. */
export const COMPANY_FILE = 'bench.compose.yaml';
/** The application in it. */
export const COMPANY_NAME = 'bench-app';

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile?: string; readonly args?: unknown };
  readonly image?: string;
  readonly environment?: unknown;
  readonly command?: unknown;
  readonly entrypoint?: unknown;
  readonly working_dir?: string;
  readonly container_name?: string;
  readonly hostname?: string;
}

interface Database {
  readonly is: RegExp;
  readonly called: string;
  readonly standIn: StandIn;
  readonly test: readonly string[];
}

const DATABASES: readonly Database[] = [
  {
    is: /(?:^|\/)(?:postgres|postgresql|postgis)(?::|$)/,
    called: 'postgres 17',
    standIn: { name: 'postgres:17', source: { image: 'postgres:17' } },
    test: ['CMD-SHELL', 'pg_isready -h 127.0.0.1 -U "$${POSTGRES_USER:-postgres}"'],
  },
  {
    is: /(?:^|\/)(?:mysql|mysql-server|mariadb)(?::|$)/,
    called: 'MariaDB',
    standIn: { name: 'harden-bench/mysql:11', source: { stage: 'mysql', of: 'benchmarks' } },
    test: ['CMD', 'mariadb-admin', '-h', '127.0.0.1', 'ping'],
  },
  {
    is: /(?:^|\/)(?:redis|valkey)(?::|$)/,
    called: 'redis 8',
    standIn: { name: 'redis:8', source: { image: 'redis:8' } },
    test: ['CMD', 'redis-cli', 'ping'],
  },
];

/** Writes the file; says what is in it, or `undefined` where no Compose file of the repository builds the Dockerfile. */
export function writeCompany(copy: string, application: Application): readonly string[] | undefined {
  const files = spawnSync('git', ['ls-files', '-z', '*compose*.yml', '*compose*.yaml'], {
    cwd: copy,
    encoding: 'utf8',
  });
  const paths = files.stdout.split('\0').filter((path) => path !== '' && path !== COMPANY_FILE);
  paths.sort((a, b) => a.split('/').length - b.split('/').length || a.length - b.length || (a < b ? -1 : 1));
  for (const path of paths) {
    const services = resolved(copy, path);
    const own = Object.values(services).find(({ build }) => build && isOf(copy, build, application));
    if (own) return write(copy, application, own, services);
  }
  return undefined;
}

function isOf(copy: string, { context, dockerfile = 'Dockerfile' }: NonNullable<Service['build']>, of: Application) {
  return relative(copy, resolve(context, dockerfile)) === of.dockerfile;
}

/** The services with their variables filled in; files of variables that are not there are what their examples are. */
function resolved(copy: string, path: string): Readonly<Record<string, Service>> {
  const folder = dirname(join(copy, path));
  const made = [...new Set([join(folder, '.env'), ...envFiles(copy, path, folder)])].filter(
    (file) => !existsSync(file),
  );
  for (const file of made) {
    const example = ['.example', '.sample', '.template', '.dist'].map((end) => file + end).find(existsSync);
    if (example === undefined) writeFileSync(file, '');
    else copyFileSync(example, file);
  }
  const words = ['compose', '--file', path, '--profile', '*', 'config', '--format', 'json'];
  const { status, stdout } = spawnSync('docker', words, { cwd: copy, encoding: 'utf8', timeout: 60_000 });
  for (const file of made) rmSync(file, { force: true });
  return status === 0 ? ((JSON.parse(stdout) as { services?: Record<string, Service> }).services ?? {}) : {};
}

function envFiles(copy: string, path: string, folder: string): string[] {
  try {
    const { services = {} } = parse(readFileSync(join(copy, path), 'utf8')) as {
      services?: Record<string, { env_file?: unknown }>;
    };
    const names = Object.values(services).flatMap(({ env_file: file }) => file ?? []);
    return names.flatMap((each) =>
      typeof each === 'string' && existsSync(dirname(join(folder, each))) ? join(folder, each) : [],
    );
  } catch {
    return [];
  }
}

function write(
  copy: string,
  { context, dockerfile, answers }: Application,
  own: Service,
  services: Readonly<Record<string, Service>>,
): readonly string[] | undefined {
  const beside = Object.entries(services).flatMap(([name, service]) => {
    const database = DATABASES.find(({ is }) => service.build === undefined && is.test(service.image ?? ''));
    return database && provide(database.standIn) === undefined ? [{ name, service, database }] : [];
  });
  const { environment, command, entrypoint, working_dir } = own;
  const ports = answers.flatMap((each) => /^http (\d+)$/.exec(each)?.[1] ?? []);
  const of = { context: join('.', context), dockerfile: relative(join(copy, context), join(copy, dockerfile)) };
  const all: Record<string, unknown> = {
    [COMPANY_NAME]: {
      build: { ...of, args: own.build?.args, network: 'host' },
      ...{ environment, command, entrypoint, working_dir },
      ports: ports.map((port) => `127.0.0.1::${port}`),
      depends_on: Object.fromEntries(beside.map(({ name }) => [name, { condition: 'service_healthy' }])),
    },
  };
  for (const { name, service, database } of beside) {
    const aliases = [...new Set([name, service.container_name ?? name, service.hostname ?? name])];
    all[name] = {
      image: database.standIn.name,
      environment: service.environment,
      networks: { default: { aliases } },
      healthcheck: { test: database.test, interval: '2s', timeout: '5s', retries: 45 },
    };
  }
  const says = '# harden-ignore-file: what stands beside the application, as its repository says\n';
  writeFileSync(join(copy, COMPANY_FILE), says + JSON.stringify({ services: all }, null, 1));
  const settings = [environment, command, entrypoint, working_dir].some((each) => each !== undefined && each !== null);
  const found = [...(settings ? ['settings of its service'] : []), ...beside.map(({ database }) => database.called)];
  return found.length === 0 ? undefined : [...new Set(found)];
}
