#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "answer.h"

int answer(const char *request, char *out, int size)
{
	char text[256] = "", body[64];
	if (sscanf(request, "GET /crc/%255[^ \r\n]", text) != 1)
		return snprintf(out, size, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	unsigned long crc = crc32(crc32(0, Z_NULL, 0), (const unsigned char *)text, strlen(text));
	int length = snprintf(body, sizeof body, "%08lx\n", crc);
	return snprintf(out, size, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", length, body);
}
