require "mkmf"
found = find_header("libpq-fe.h", "/usr/include/postgresql") && have_library("pq", "PQlibVersion", "libpq-fe.h")
abort "libpq is missing" unless found
create_makefile("labpq")
