#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"

static void stop(int number)
{
	(void)number;
	_exit(0);
}

int main(int argc, char **argv)
{
	int port = argc > 1 ? atoi(argv[1]) : 8080, on = 1;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = INADDR_ANY };
	signal(SIGTERM, stop);
	signal(SIGPIPE, SIG_IGN);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 16)) {
		perror("listen");
		return 1;
	}
	for (;;) {
		char request[2048], out[1024];
		int peer = accept(listener, NULL, NULL);
		if (peer < 0)
			continue;
		ssize_t got = read(peer, request, sizeof request - 1);
		if (got > 0) {
			request[got] = 0;
			int length = answer(request, out, sizeof out);
			if (write(peer, out, length) < 0)
				perror("write");
		}
		close(peer);
	}
}
