// The images of CUDA: one with its compiler, and the run-time image of the same version.
// Sources: https://hub.docker.com/r/nvidia/cuda (what base, runtime and devel have),
// https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist/12.4.1/ubuntu2204 (runtime has cuda-libraries with NVRTC,
// NPP, cuBLAS, cuSPARSE and NCCL, its cudnn folder libcudnn; devel adds cuda-minimal-build with nvcc, cuda-command-line-tools with
// CUPTI, headers and static libraries)
import type { Instruction } from '../../dockerfile/index.js';
import { type Assumption, type Lookup, parseImageReference, type Stop, wordList } from '../../model/index.js';
import type { RunBase, Site } from '../../runs/index.js';
import { isImage, runImageBase } from '../../splits/index.js';

/** Commands of the CUDA toolkit, and of the compilers that come with nvcc. */
const LACKS = wordList(`
  nvcc ptxas fatbinary nvlink cuobjdump nvdisasm nvprune cu++filt bin2c cuda-gdb cuda-memcheck compute-sanitizer nvprof ncu
  gcc g++ cc c++ cpp make ld as ar`);

/** Up to 8.0 there was no image below the run-time one, and its packages were others. */
const DEVEL = /^((?:9|[1-9]\d)\.\d{1,2}(?:\.\d{1,3})?(?:-cudnn\d{0,2})?)-devel(-[a-z]+[\d.]+)$/;

function runtimeOf(image: string): string | undefined {
  const [written = ''] = image.split('@');
  const tag = parseImageReference(written)?.tag ?? '';
  if (!isImage(written, 'docker.io/nvidia/cuda', 'nvcr.io/nvidia/cuda')) return undefined;
  const found = DEVEL.exec(tag);
  return found ? `${written.slice(0, written.length - tag.length)}${found[1]}-runtime${found[2]}` : undefined;
}

/** The run-time image below one with the compiler of CUDA; `undefined` for other images. */
export function runtimeBase(site: Site, assumption?: Assumption): RunBase | Stop<Instruction> | undefined {
  const image = runtimeOf(site.image);
  if (image === undefined) return undefined;
  return runImageBase(site, {
    image,
    lacks: LACKS,
    says: `${image} has the shared libraries of the same version, without the compiler, its headers and its tools`,
    source: 'https://hub.docker.com/r/nvidia/cuda',
    ...(assumption ? { assumption } : {}),
  });
}

/** What is asked about one that is pinned: the digest of the run-time image. */
export function pinnedRuntime(image: string): readonly Lookup[] {
  const runtime = image.includes('@') ? runtimeOf(image) : undefined;
  return runtime === undefined ? [] : [{ kind: 'image', image: runtime }];
}
