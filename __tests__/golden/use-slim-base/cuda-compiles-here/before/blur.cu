__global__ void blur() {}
