#include <unistd.h>

int main(void)
{
	// setgid(65534) is not needed here
	if (setuid(65534) != 0)
		return 1;
	return serve(3700);
}
