PHP_ARG_ENABLE([ziptool], [whether to build ziptool], [AS_HELP_STRING([--enable-ziptool], [ziptool])], [yes])
PHP_CHECK_LIBRARY([zip], [zip_libzip_version],
  [PHP_ADD_LIBRARY([zip], [1], [ZIPTOOL_SHARED_LIBADD])],
  [AC_MSG_ERROR([libzip is missing])])
PHP_SUBST([ZIPTOOL_SHARED_LIBADD])
PHP_NEW_EXTENSION([ziptool], [ziptool.c], [$ext_shared])
