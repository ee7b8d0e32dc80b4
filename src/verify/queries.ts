// Logging in to a database: with the credentials that its service is given, from inside its container, where nobody is
// trusted without them. A port that is open says nothing of a password.
import { withoutTag } from '../images/index.js';
import type { ModelMap } from '../io/index.js';
import { baseName, words, type Probe } from '../model/index.js';
import { mapIn, textIn } from './values.js';

interface Login {
  /** Of the repository of its image, without tag. */
  readonly image: RegExp;
  /** One of these, or of the same with `_FILE`, is in its environment. */
  readonly variables: readonly string[];
  readonly script: string;
}

/** `value NAME`: what a variable says, or the file that NAME_FILE names. As the entry points of the images read them. */
const VALUE =
  'value() { eval "v=\\$$1"; if [ -z "$v" ]; then eval "f=\\$$1_FILE"; [ -n "$f" ] && v=$(cat "$f"); fi; printf %s "$v"; }; ';

/** Sources: the pages of the official images on Docker Hub, and the entry points they link to. */
const LOGINS: readonly Login[] = [
  {
    image: /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb)$/,
    variables: ['POSTGRES_PASSWORD'],
    // Its own address: from 127.0.0.1 the image trusts everybody.
    script:
      'u=$(value POSTGRES_USER); [ -n "$u" ] || u=postgres; d=$(value POSTGRES_DB); [ -n "$d" ] || d=$u; PGPASSWORD=$(value POSTGRES_PASSWORD) exec psql -w -h "$(hostname -i | cut -d" " -f1)" -U "$u" -d "$d" -Atc "SELECT 1"',
  },
  {
    image: /(?:^|\/)(?:mysql|mysql-server|mariadb|percona)$/,
    variables: ['MYSQL_PASSWORD', 'MARIADB_PASSWORD', 'MYSQL_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD'],
    script:
      'u=$(value MARIADB_USER); [ -n "$u" ] || u=$(value MYSQL_USER); p=$(value MARIADB_PASSWORD); [ -n "$p" ] || p=$(value MYSQL_PASSWORD); if [ -z "$u" ]; then u=root; p=$(value MARIADB_ROOT_PASSWORD); [ -n "$p" ] || p=$(value MYSQL_ROOT_PASSWORD); fi; MYSQL_PWD=$p exec $(command -v mariadb || command -v mysql) -h 127.0.0.1 -u "$u" -Nse "SELECT 1"',
  },
  {
    image: /(?:^|\/)mongo$/,
    variables: ['MONGO_INITDB_ROOT_PASSWORD'],
    script:
      'exec mongosh --quiet -u "$(value MONGO_INITDB_ROOT_USERNAME)" -p "$(value MONGO_INITDB_ROOT_PASSWORD)" --eval "db.runCommand({ping:1}).ok"',
  },
  {
    image: /(?:^|\/)(?:redis|valkey)$/,
    variables: ['REDIS_PASSWORD'],
    script: 'REDISCLI_AUTH=$(value REDIS_PASSWORD) exec sh -c "redis-cli ping | grep PONG"',
  },
];

/** How a report calls it. */
export const LOGS_IN = 'logs in and asks';

/** The probe that logs in to a service; `undefined` where nothing says that it is a database with a password. */
export function loginOf(settings: ModelMap): Probe | undefined {
  const environment = mapIn(settings.environment);
  const isGiven = (name: string): boolean => [name, `${name}_FILE`].some((each) => environment[each] !== undefined);
  const image = repositoryOf(settings);
  const found = LOGINS.find((login) => login.image.test(image) && login.variables.some(isGiven));
  return found && { kind: 'command', command: ['sh', '-c', VALUE + found.script], body: false, name: LOGS_IN };
}

const STORES = words(`
  postgres postgis pgvector timescaledb mysql mysql-server mariadb percona mongo redis valkey rabbitmq couchdb neo4j
  elasticsearch clickhouse-server influxdb minio memcached cassandra`);

/** True for what keeps data of others behind credentials: to be up says nothing of whether anybody can still log in. */
export function isStore(settings: ModelMap): boolean {
  return STORES.has(baseName(repositoryOf(settings)));
}

function repositoryOf({ image }: ModelMap): string {
  return withoutTag(textIn(image) ?? '');
}
