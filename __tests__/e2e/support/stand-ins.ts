// Images of servers that Debian packages, in the shape of the official ones: same accounts, paths, entry point's way of
// giving root up. For servers whose official image the lab does not have.
import { temporary } from '../../support/temporary.js';
import { docker, uniqueName } from './lab.js';

const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends';
const CLEAN = 'rm -rf /var/lib/apt/lists/*';

/** Folder contents by the image they stand for. */
const STAND_INS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'mariadb:11.8': {
    Dockerfile: `FROM debian:trixie-slim
RUN groupadd -r mysql --gid=999 && useradd -r -g mysql --uid=999 --home-dir=/var/lib/mysql mysql \\
 && ${INSTALL} gosu mariadb-server && ${CLEAN} \\
 && rm -rf /var/lib/mysql && install -d -o mysql -g mysql -m 1777 /var/lib/mysql /run/mysqld \\
 && sed -i 's/^bind-address/#&/' /etc/mysql/mariadb.conf.d/50-server.cnf
COPY --chmod=755 docker-entrypoint.sh healthcheck.sh /usr/local/bin/
VOLUME /var/lib/mysql
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["mariadbd"]
`,
    'docker-entrypoint.sh': `#!/bin/bash
set -eo pipefail
if [ "$(id -u)" = 0 ]; then
  find /var/lib/mysql \\! -user mysql -exec chown mysql: '{}' +
  find /run/mysqld \\! -user mysql -exec chown mysql: '{}' +
  "$@" --verbose --help >/dev/null 2>/tmp/config.err
  exec gosu mysql "$0" "$@"
fi
if [ ! -d /var/lib/mysql/mysql ]; then
  mariadb-install-db --datadir=/var/lib/mysql --skip-test-db --auth-root-authentication-method=normal >/dev/null
  "$@" --skip-networking --socket=/run/mysqld/mysqld.sock &
  for _ in $(seq 60); do mariadb-admin --socket=/run/mysqld/mysqld.sock ping >/dev/null 2>&1 && break; sleep 0.5; done
  mariadb -u root --socket=/run/mysqld/mysqld.sock -e "CREATE USER healthcheck@'127.0.0.1'; CREATE DATABASE app"
  mariadb-admin -u root --socket=/run/mysqld/mysqld.sock shutdown
  wait
fi
exec "$@"
`,
    'healthcheck.sh': `#!/bin/bash
exec mariadb --protocol tcp -h 127.0.0.1 -u healthcheck -e 'select 1' >/dev/null
`,
  },
  'rabbitmq:4.0': {
    Dockerfile: `FROM debian:trixie-slim
RUN groupadd -r rabbitmq --gid=999 && useradd -r -g rabbitmq --uid=999 --home-dir=/var/lib/rabbitmq rabbitmq \\
 && printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d \\
 && ${INSTALL} gosu rabbitmq-server && ${CLEAN} \\
 && rm -rf /var/lib/rabbitmq && install -d -o rabbitmq -g rabbitmq -m 1777 /var/lib/rabbitmq /var/log/rabbitmq /etc/rabbitmq \\
 && ln -s /usr/lib/rabbitmq/lib/rabbitmq_server-* /opt/rabbitmq
ENV PATH=/opt/rabbitmq/sbin:$PATH HOME=/var/lib/rabbitmq RABBITMQ_LOGS=-
COPY --chmod=755 docker-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/rabbitmq
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["rabbitmq-server"]
`,
    'docker-entrypoint.sh': `#!/bin/bash
set -euo pipefail
if [[ "$1" == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
  if [ "$1" = rabbitmq-server ]; then find /var/lib/rabbitmq \\! -user rabbitmq -exec chown rabbitmq '{}' +; fi
  exec gosu rabbitmq "$BASH_SOURCE" "$@"
fi
exec "$@"
`,
  },
  'memcached:1.6': {
    Dockerfile: `FROM debian:trixie-slim
RUN groupadd --system --gid 11211 memcache && useradd --system --gid memcache --uid 11211 memcache \\
 && ${INSTALL} memcached && ${CLEAN}
USER memcache
CMD ["memcached"]
`,
  },
};

/** The images that are built when a suite asks for them. */
export const BUILT_HERE: readonly string[] = Object.keys(STAND_INS);

/** The name under which an image runs here: its own where the lab has it, else of the stand-in that is built. */
export function imageFor(image: string): string {
  const files = STAND_INS[image];
  if (!files) return image;
  const name = uniqueName(image.split(':', 1)[0]!);
  docker('build', '--tag', name, temporary(files));
  return name;
}
