#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <netinet/in.h>

int main(int argc, char **argv)
{
	FILE *words = fopen("/usr/share/dict/words", "r");
	int zero = open("/dev/zero", O_RDONLY);
	mkdir("/var/lib/echod", 0755);
	FILE *log = fopen("/var/lib/echod/lines.log", "a");
	struct sockaddr_in at = { .sin_port = htons(7000) };
	return serve(&at, words, log, zero);
}
