// Images of servers that Debian packages, for those whose official image the lab does not have, or has in another shape.
import { join } from 'node:path';
import { project } from '../../support/command.js';
import { docker, dockerLater, uniqueName } from './lab.js';

/** The stage of `stand-ins/Dockerfile` by the image it stands for. The versions are Debian's. */
const STAGES: Readonly<Record<string, string>> = {
  'adminer:5': 'adminer',
  'caddy:2.6': 'caddy',
  'composer:2': 'composer',
  'docker:29-dind': 'dind',
  'eclipse-mosquitto:2.0': 'mosquitto',
  'haproxy:3.0': 'haproxy',
  'httpd:2.4': 'httpd',
  'influxdb:1.8': 'influxdb',
  'jetty:12.0': 'jetty',
  'mariadb:11.8': 'mariadb',
  'matomo:5.3': 'matomo',
  'memcached:1.6': 'memcached',
  'nats:2.10-alpine': 'nats',
  'nginx:1.26': 'nginx',
  'oliver006/redis_exporter:v1.69.0': 'redis-exporter',
  'pgvector/pgvector:pg17': 'pgvector',
  'php:8.4-apache': 'php-apache',
  'php:8.4-cli-trixie': 'php-cli',
  'php:8.4-fpm': 'php-fpm',
  'phpmyadmin:5.2': 'phpmyadmin',
  'postgis/postgis:17-3.5': 'postgis',
  'prom/alertmanager:v0.28.1': 'alertmanager',
  'prom/blackbox-exporter:v0.26.0': 'blackbox-exporter',
  'prom/node-exporter:v1.9.0': 'node-exporter',
  'prom/prometheus:v2.53.3': 'prometheus',
  'prom/pushgateway:v1.11.0': 'pushgateway',
  'quay.io/coreos/etcd:v3.5.16': 'etcd',
  'quay.io/debezium/postgres:17': 'debezium-postgres',
  'quay.io/prometheuscommunity/postgres-exporter:v0.17.1': 'postgres-exporter',
  'rabbitmq:4.0': 'rabbitmq',
  'redis:8': 'redis',
  'registry:2.8': 'registry',
  'ruby:3.3': 'ruby',
  'ruby:3.3-slim': 'ruby-slim',
  'syncthing/syncthing:1.29': 'syncthing',
  'timescale/timescaledb:2.19.3-pg17': 'timescaledb',
  'tomcat:11.0': 'tomcat',
  'valkey/valkey:8.1': 'valkey',
  'varnish:8.0': 'varnish',
  'wordpress:6.8': 'wordpress',
  'zookeeper:3.9': 'zookeeper',
};

/** The name under which an image runs here: its own where the lab has it, else of the stand-in that is built. */
export function imageFor(image: string): string {
  const { name, build } = standIn(image);
  if (build) docker(...build);
  return name;
}

/** The same, beside other work. */
export async function imageLater(image: string): Promise<string> {
  const { name, build } = standIn(image);
  if (build) await dockerLater(...build);
  return name;
}

function standIn(image: string): { readonly name: string; readonly build?: readonly string[] } {
  const stage = STAGES[image];
  if (stage === undefined) return { name: image };
  const name = uniqueName(stage);
  const folder = join(project, '__tests__/e2e/stand-ins');
  return { name, build: ['build', '--quiet', '--target', stage, '--tag', name, folder] };
}

const named = new Map<string, string>();

/** What tells a build to take stand-ins in place of images that its Dockerfile names. */
export function instead(images: readonly string[]): string[] {
  return images.flatMap((image) => {
    const name = named.get(image) ?? imageFor(image);
    named.set(image, name);
    return ['--build-context', `${image}=docker-image://${name}`];
  });
}
