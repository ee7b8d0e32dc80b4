#include <fstream>

int main(int argc, char **argv)
{
	std::ofstream out(argv[1]);
	return serve(7000, out);
}
