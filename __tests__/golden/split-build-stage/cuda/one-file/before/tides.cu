__global__ void wave(float *x) { x[threadIdx.x] *= 2; } int main() { return 0; }
