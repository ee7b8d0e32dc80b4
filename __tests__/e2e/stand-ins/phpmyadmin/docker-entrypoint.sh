#!/bin/bash
if [[ "$1" == apache2* ]]; then
  [ -f /etc/phpmyadmin/config.secret.inc.php ] || echo "<?php \$cfg['blowfish_secret'] = '$RANDOM$RANDOM';" >/etc/phpmyadmin/config.secret.inc.php || exit 1
  chgrp www-data /etc/phpmyadmin/config.secret.inc.php || exit 1
  [ -f /etc/phpmyadmin/config.user.inc.php ] || touch /etc/phpmyadmin/config.user.inc.php
fi
exec "$@"
