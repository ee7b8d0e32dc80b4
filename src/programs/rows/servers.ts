/** Databases, queues and their clients. */
export const DATABASES = `
  # mc is the client of MinIO.
  createdb dropdb kafka-configs.sh kafka-topics kafka-topics.sh mc mongodump mongoimport mongorestore mysqldump
    pg_dump pg_dumpall pg_restore = ends
  kafka-server-start.sh mariadbd memcached mongos rabbitmq-server redis-sentinel start-kafka.sh valkey-server
    zkServer.sh = staysUp
  mariadb sqlite3 = readsAll
  mongod mysqld postgres redis-server = mainProgram staysUp
  mysql = aside checksInput readsAll
  mysqladmin pg_isready redis-cli = aside
  psql = aside checksInput console readsAll`;

/** Servers, inits and supervisors. */
export const SERVERS = `
  # master is the first process of Postfix.
  anacron apache2 apachectl chronyd dbus-daemon dovecot dropbear fcron inetd init master named nmbd ntpd postfix
    proftpd rsyslogd slapd smbd squid syslogd varnishd vsftpd xinetd = givesRootUp
  # Of the image php.
  apache2-foreground apache2ctl = givesRootUp mainProgram staysUp
  # Tomcat; the start script of ZooKeeper is zkServer.sh, start-kafka.sh is of the image wurstmeister/kafka.
  caddy consul etcd prometheus traefik vault = staysUp
  catalina.sh = hostsPrograms staysUp
  circusd monit my_init runit runsvdir runsvdir-start s6-supervise = givesRootUp startsOthers
  # They run each entry as the user who wrote it.
  cron crond = givesRootUp rootWhenCalled staysUp
  dnsmasq keepalived nfsd openvpn rpcbind wg-quick = onlyRoot
  haproxy httpd-foreground = givesRootUp staysUp
  httpd = givesRootUp mainProgram
  nginx = givesRootUp mainProgram rootWhenCalled staysUp
  s6-overlay = dropsRoot
  s6-svscan = dropsRoot givesRootUp staysUp
  service sshd systemctl = givesRootUp rootWhenCalled
  systemd = dropsRoot givesRootUp`;
