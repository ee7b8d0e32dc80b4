// Whether a Go program is built the same without C: nothing of it, and no module that it takes, binds a C library.
import { anyOf, type Repository } from '../../model/index.js';
import type { GoProject } from './project.js';

/** Modules that do not compile, or answer with an error, where cgo is off. Source: the `import "C"` of each. */
const BINDS_C = anyOf(
  /^(?:github\.com\/)(?:mattn\/go-sqlite3|mutecomm\/go-sqlcipher|marcboeker\/go-duckdb|duckdb\/duckdb-go)(?:\/|$)/,
  /^(?:github\.com|gopkg\.in)\/confluentinc\/confluent-kafka-go/,
  /^github\.com\/(?:godror\/godror|mattn\/go-oci8|ibmdb\/go_ibm_db|alexbrainman\/odbc|pebbe\/zmq[34])(?:\/|$)/,
  /^github\.com\/(?:DataDog\/zstd|valyala\/gozstd|kolesa-team\/go-webp|chai2010\/webp|h2non\/bimg|davidbyttow\/govips)(?:\/|$)/,
  /^(?:gocv\.io\/x\/gocv|gopkg\.in\/gographics\/imagick\.v\d|github\.com\/gographics\/imagick)(?:\/|$)/,
  /^github\.com\/(?:tecbot\/gorocksdb|linxGnu\/grocksdb|jmhodges\/levigo|libgit2\/git2go|google\/gopacket)(?:\/|$)/,
  /^(?:gopkg\.in\/libgit2\/git2go\.v\d+|gopkg\.in\/rana\/ora\.v\d|github\.com\/bytecodealliance\/wasmtime-go)(?:\/|$)/,
  /^github\.com\/(?:wasmerio\/wasmer-go|rogchap\/v8go|tommie\/v8go|tensorflow\/tensorflow|yalue\/onnxruntime_go)(?:\/|$)/,
  /^github\.com\/(?:miekg\/pkcs11|ThalesIgnite\/crypto11|proglottis\/gpgme|seccomp\/libseccomp-golang|spacemonkeygo\/openssl)(?:\/|$)/,
  /^github\.com\/(?:veandco\/go-sdl2|gordonklaus\/portaudio|hajimehoshi\/\w{1,20}|gotk3\/gotk3|go-gl\/[\w.-]{1,20}|otiai10\/gosseract)(?:\/|$)/,
  /^github\.com\/(?:coreos\/go-systemd|NVIDIA\/go-nvml|libvirt\/libvirt-go|ceph\/go-ceph|apache\/pulsar-client-go)(?:\/|$)/,
  /^(?:libvirt\.org\/\S{1,40}|fyne\.io\/fyne|gioui\.org|github\.com\/smacker\/go-tree-sitter|github\.com\/ethereum\/go-ethereum)(?:\/|$)/,
);

/** The module that is known to bind C; a file of its own that does; `undefined` where neither is seen. */
export function bindsC(project: GoProject, repository: Repository): string | undefined {
  const [own] = project.cgo;
  if (own) return own.is;
  for (const module of modulesOf(project, repository)) if (BINDS_C.test(module)) return module;
  return undefined;
}

/** True where every module of the program is named: by go.mod since Go 1.17, before that by go.sum. */
export function namesAllModules({ goVersion, sum }: GoProject): boolean {
  return sum !== undefined || isComplete(goVersion?.is);
}

/** Source: https://go.dev/ref/mod#graph-pruning */
function isComplete(version: string | undefined): boolean {
  const minor = /^1\.(\d{1,3})/.exec(version ?? '')?.[1];
  return minor !== undefined && Number(minor) >= 17;
}

function modulesOf({ requires, goVersion, sum }: GoProject, repository: Repository): Iterable<string> {
  if (isComplete(goVersion?.is) || sum === undefined) return requires.keys();
  const lines = (repository.read(sum) ?? '').split('\n');
  // A line that ends in /go.mod is of a module whose source may not be taken.
  return [...requires.keys(), ...lines.flatMap((line) => /^(\S{1,200}) v[^\s/]{1,100} h1:/.exec(line)?.[1] ?? [])];
}
