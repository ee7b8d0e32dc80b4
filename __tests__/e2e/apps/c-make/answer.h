/* Writes the answer to one request line; gives the number of bytes. */
int answer(const char *request, char *out, int size);
