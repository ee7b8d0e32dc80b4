/** Databases, queues and their clients. */
export const DATABASES = `
  mariadb sqlite3 = readsAll
  mysql psql = aside readsAll
  mysqladmin pg_isready redis-cli = aside`;

/** Servers, inits and supervisors. */
export const SERVERS = `
  anacron apache2 apache2-foreground apache2ctl apachectl chronyd circusd dbus-daemon dovecot dropbear fcron haproxy
    httpd httpd-foreground inetd init master monit my_init named nmbd ntpd postfix proftpd rsyslogd runit runsvdir
    runsvdir-start s6-supervise s6-svscan slapd smbd squid syslogd systemd varnishd vsftpd xinetd = givesRootUp
  cron crond nginx service sshd systemctl = givesRootUp rootWhenCalled
  dnsmasq keepalived nfsd openvpn rpcbind wg-quick = onlyRoot`;
