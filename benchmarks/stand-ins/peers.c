// For images that stand alone here: a name without a dot, which is that of another service, has an address even where that
// service is not. Nothing can be reached there, at once.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  int (*ask)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
  int problem = ask(node, service, hints, found);
  if (problem == 0 || node == NULL || strchr(node, '.') != NULL) return problem;
  return ask("255.255.255.255", service, hints, found);
}
