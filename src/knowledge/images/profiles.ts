import { adminer } from './adminer.js';
import { alertmanager } from './alertmanager.js';
import { alpine } from './alpine.js';
import { arangodb } from './arangodb.js';
import { blackboxExporter } from './blackbox-exporter.js';
import { busybox } from './busybox.js';
import { caddy } from './caddy.js';
import { cadvisor } from './cadvisor.js';
import { cassandra } from './cassandra.js';
import { certbot } from './certbot.js';
import { clickhouse } from './clickhouse.js';
import { cloudflared } from './cloudflared.js';
import { consul } from './consul.js';
import { couchdb } from './couchdb.js';
import { cpKafkaConnect } from './cp-kafka-connect.js';
import { cpKafka } from './cp-kafka.js';
import { cpSchemaRegistry } from './cp-schema-registry.js';
import { cpServer } from './cp-server.js';
import { cpZookeeper } from './cp-zookeeper.js';
import { crate } from './crate.js';
import { debeziumConnect } from './debezium-connect.js';
import { debeziumExamplePostgres } from './debezium-example-postgres.js';
import { debeziumKafka } from './debezium-kafka.js';
import { debeziumPostgres } from './debezium-postgres.js';
import { debeziumZookeeper } from './debezium-zookeeper.js';
import { docker } from './docker.js';
import { drupal } from './drupal.js';
import { elasticsearch } from './elasticsearch.js';
import { etcd } from './etcd.js';
import { filebrowser } from './filebrowser.js';
import { geoserver } from './geoserver.js';
import { ghost } from './ghost.js';
import { gotenberg } from './gotenberg.js';
import { grafana } from './grafana.js';
import { haproxy } from './haproxy.js';
import { httpd } from './httpd.js';
import { influxdb } from './influxdb.js';
import { jaegerAllInOne } from './jaeger-all-in-one.js';
import { jaeger } from './jaeger.js';
import { jellyfin } from './jellyfin.js';
import { jenkins } from './jenkins.js';
import { jetty } from './jetty.js';
import { joomla } from './joomla.js';
import { kafka } from './kafka.js';
import { keycloak } from './keycloak.js';
import { kibana } from './kibana.js';
import { localstack } from './localstack.js';
import { logstash } from './logstash.js';
import { loki } from './loki.js';
import { mailhog } from './mailhog.js';
import { mailpit } from './mailpit.js';
import { mariadb } from './mariadb.js';
import { matomo } from './matomo.js';
import { meilisearch } from './meilisearch.js';
import { memcached } from './memcached.js';
import { memos } from './memos.js';
import { minio } from './minio.js';
import { mongoExpress } from './mongo-express.js';
import { mongo } from './mongo.js';
import { mosquitto } from './mosquitto.js';
import { mssql } from './mssql.js';
import { mysql } from './mysql.js';
import { nacos } from './nacos.js';
import { nats } from './nats.js';
import { neo4j } from './neo4j.js';
import { nextcloud } from './nextcloud.js';
import { nginxUnprivileged } from './nginx-unprivileged.js';
import { nginx } from './nginx.js';
import { nodeExporter } from './node-exporter.js';
import { node } from './node.js';
import { ollama } from './ollama.js';
import { opensearchDashboards } from './opensearch-dashboards.js';
import { opensearch } from './opensearch.js';
import { opentelemetryCollector } from './opentelemetry-collector.js';
import { orientdb } from './orientdb.js';
import { paperless } from './paperless.js';
import { percona } from './percona.js';
import { pgadmin } from './pgadmin.js';
import { pgvector } from './pgvector.js';
import { php } from './php.js';
import { phpmyadmin } from './phpmyadmin.js';
import { portainer } from './portainer.js';
import { postgis } from './postgis.js';
import { postgresExporter } from './postgres-exporter.js';
import { postgres } from './postgres.js';
import { prometheus } from './prometheus.js';
import { promtail } from './promtail.js';
import { pushgateway } from './pushgateway.js';
import { qdrant } from './qdrant.js';
import { rabbitmq } from './rabbitmq.js';
import { redisExporter } from './redis-exporter.js';
import { redisStack } from './redis-stack.js';
import { redis } from './redis.js';
import { registry } from './registry.js';
import { seleniumHub } from './selenium-hub.js';
import { seleniumNodeChrome } from './selenium-node-chrome.js';
import { seleniumChrome } from './selenium.js';
import { solr } from './solr.js';
import { sonarqube } from './sonarqube.js';
import { stefanschererWhoami } from './stefanscherer-whoami.js';
import { swarmVisualizer } from './swarm-visualizer.js';
import { syncthing } from './syncthing.js';
import { tempo } from './tempo.js';
import { tika } from './tika.js';
import { timescaledb } from './timescaledb.js';
import { tomcat } from './tomcat.js';
import { traefik } from './traefik.js';
import { uptimeKuma } from './uptime-kuma.js';
import { valkey } from './valkey.js';
import { varnish } from './varnish.js';
import { vault } from './vault.js';
import { vaultwarden } from './vaultwarden.js';
import { watchtower } from './watchtower.js';
import { whoami } from './whoami.js';
import { wordpress } from './wordpress.js';
import { wurstmeisterKafka } from './wurstmeister-kafka.js';
import { zipkin } from './zipkin.js';
import { zookeeper } from './zookeeper.js';
import type { ProfileEntry } from './profile.js';

/** Every image described here. */
export const PROFILES: readonly ProfileEntry[] = [
  adminer,
  alertmanager,
  alpine,
  arangodb,
  blackboxExporter,
  busybox,
  caddy,
  cadvisor,
  cassandra,
  certbot,
  clickhouse,
  cloudflared,
  consul,
  couchdb,
  cpKafka,
  cpKafkaConnect,
  cpSchemaRegistry,
  cpServer,
  cpZookeeper,
  crate,
  debeziumConnect,
  debeziumExamplePostgres,
  debeziumKafka,
  debeziumPostgres,
  debeziumZookeeper,
  docker,
  drupal,
  elasticsearch,
  etcd,
  filebrowser,
  geoserver,
  ghost,
  gotenberg,
  grafana,
  haproxy,
  httpd,
  influxdb,
  jaeger,
  jaegerAllInOne,
  jellyfin,
  jenkins,
  jetty,
  joomla,
  kafka,
  keycloak,
  kibana,
  localstack,
  logstash,
  loki,
  mailhog,
  mailpit,
  mariadb,
  matomo,
  meilisearch,
  memcached,
  memos,
  minio,
  mongo,
  mongoExpress,
  mosquitto,
  mssql,
  mysql,
  nacos,
  nats,
  neo4j,
  nextcloud,
  nginx,
  nginxUnprivileged,
  node,
  nodeExporter,
  ollama,
  opensearch,
  opensearchDashboards,
  opentelemetryCollector,
  orientdb,
  paperless,
  percona,
  pgadmin,
  pgvector,
  php,
  phpmyadmin,
  portainer,
  postgis,
  postgres,
  postgresExporter,
  prometheus,
  promtail,
  pushgateway,
  qdrant,
  rabbitmq,
  redis,
  redisExporter,
  redisStack,
  registry,
  seleniumChrome,
  seleniumHub,
  seleniumNodeChrome,
  solr,
  sonarqube,
  stefanschererWhoami,
  swarmVisualizer,
  syncthing,
  tempo,
  tika,
  timescaledb,
  tomcat,
  traefik,
  uptimeKuma,
  valkey,
  varnish,
  vault,
  vaultwarden,
  watchtower,
  whoami,
  wordpress,
  wurstmeisterKafka,
  zipkin,
  zookeeper,
];
