// Packages of Python that the toolkit of CUDA is for.
import { words } from '../../model/index.js';

/**
 * Packages that call nvcc or a C compiler when they are installed.
 * Sources: the installation pages of flash-attention, apex, pytorch3d, detectron2, torch-scatter and its like, xformers,
 * llama-cpp-python and horovod (built from source with nvcc).
 */
export const COMPILED = words(`
  flash-attn flash-attention apex causal-conv1d pytorch3d detectron2 torch-scatter torch-sparse torch-cluster
  torch-spline-conv pyg-lib xformers llama-cpp-python horovod minkowskiengine spconv mmcv mmcv-full dlib
  ninja pybind11 cython`);

/**
 * Packages that call nvcc, ptxas or a C compiler, or read what lies beside them, while they run; some when they are installed as well.
 * Sources, in this order: https://github.com/state-spaces/mamba (kernels of triton);
 * https://www.deepspeed.ai/tutorials/advanced-install (operators are compiled when they are first used);
 * https://documen.tician.de/pycuda (SourceModule calls nvcc); https://numba.readthedocs.io/en/stable/cuda/overview.html (NVVM and
 * libdevice of the toolkit); https://docs.cupy.dev/en/stable/install.html (headers of the toolkit);
 * https://github.com/triton-lang/triton (a C compiler for launchers), which vllm and sglang call;
 * https://www.tensorflow.org/xla (ptxas and libdevice); bitsandbytes looks for libraries of the toolkit by their folders.
 */
export const NEEDS_TOOLKIT = words(`
  mamba-ssm deepspeed pycuda numba cupy cupy-cuda11x cupy-cuda12x cupy-cuda13x triton vllm sglang lmdeploy
  tensorflow tensorflow-gpu jax jaxlib auto-gptq gptqmodel autoawq exllamav2 bitsandbytes transformer-engine
  unsloth liger-kernel cudf-cu11 cudf-cu12 tensorrt tensorrt-llm faster-transformer`);
