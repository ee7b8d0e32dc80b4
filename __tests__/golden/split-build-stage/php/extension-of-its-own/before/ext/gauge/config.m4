PHP_NEW_EXTENSION(gauge, gauge.c, $ext_shared)
