// What the first word of a command is where it starts the server that an image is made for.
import { baseName, rowOf } from '../model/index.js';

/** Where it is called otherwise than the image. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  mysql: ['mysqld', 'mysqld_safe'],
  mariadb: ['mariadbd', 'mariadbd-safe', 'mysqld', 'mysqld_safe'],
  mongo: ['mongod'],
  minio: ['server'],
  keycloak: ['start', 'start-dev'],
  httpd: ['httpd-foreground'],
  cockroach: ['start', 'start-single-node'],
  tomcat: ['catalina.sh'],
};

/** All of them, in images of web servers that programs of others are laid into. */
const WEB: Readonly<Record<string, readonly string[]>> = {
  httpd: ['httpd', 'httpd-foreground'],
  nginx: ['nginx'],
  php: ['apache2', 'apache2-foreground', 'php-fpm'],
};

/** First words that start the server of an image, as far as its name or the table says so. */
export function serverPrograms(image: string): readonly string[] {
  const name = baseName(image);
  return [name, `${name}-server`, `${name}d`, ...(rowOf(OTHERS, name) ?? [])];
}

/** First words that start the web server of an image; `undefined` for an image that is none of one. */
export function webServerPrograms(image: string): readonly string[] | undefined {
  return rowOf(WEB, baseName(image));
}

/**
 * The account that the image of a server has in every version, by whatever number; its folders of data belong to it.
 * Sources: the Dockerfiles of https://github.com/docker-library (mongo, mysql, postgres, rabbitmq, redis), and
 * https://github.com/MariaDB/mariadb-docker
 */
const ACCOUNTS: Readonly<Record<string, string>> = {
  mariadb: 'mysql',
  mongo: 'mongodb',
  mysql: 'mysql',
  postgres: 'postgres',
  rabbitmq: 'rabbitmq',
  redis: 'redis',
};

/** The name of the account that the server of an image becomes; `undefined` for an image of which nobody read it. */
export function serverAccount(image: string): string | undefined {
  return rowOf(ACCOUNTS, image);
}
