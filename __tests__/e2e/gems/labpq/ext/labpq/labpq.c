#include <ruby.h>
#include <libpq-fe.h>

static VALUE version(VALUE self) {
  return INT2NUM(PQlibVersion());
}

void Init_labpq(void) {
  rb_define_module_function(rb_define_module("Labpq"), "version", version, 0);
}
