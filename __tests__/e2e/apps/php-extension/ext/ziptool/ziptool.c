#include <php.h>
#include <zip.h>

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_ziptool_version, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

PHP_FUNCTION(ziptool_version) {
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_STRING(zip_libzip_version());
}

static const zend_function_entry functions[] = {
    PHP_FE(ziptool_version, arginfo_ziptool_version)
    PHP_FE_END
};

zend_module_entry ziptool_module_entry = {
    STANDARD_MODULE_HEADER, "ziptool", functions, NULL, NULL, NULL, NULL, NULL, "1.0", STANDARD_MODULE_PROPERTIES
};

ZEND_GET_MODULE(ziptool)
