// The images of .NET: which one runs what its SDK builds, and what differs between the two.
import { wordList, exactPattern, parseImageReference } from '../../model/index.js';
import { fileAt } from '../../knowledge/index.js';

export type DotnetRun = 'aspnet' | 'runtime' | 'runtime-deps';

/** An image with the SDK of .NET on Linux. */
export interface DotnetSdk {
  /** `8.0`; absent where the tag says none. */
  readonly version?: string;
  readonly major: number;
  /** ICU and time zones are in the SDK's image of Alpine, and not in those that run programs. */
  readonly isAlpine: boolean;
  /**
   * A web server that is told no address listens on localhost:5000 in the SDK's image, and on every address, port 80, in
   * the one that runs it: from 3.0 to 7.0 only the latter sets ASPNETCORE_URLS. From 8.0 both set ASPNETCORE_HTTP_PORTS.
   */
  readonly movesAddress: boolean;
  /** Commands that no image has which runs programs. */
  readonly lacks: readonly string[];
  readonly source: string;
  /** The image of the same version and distribution that runs programs; absent for a tag that is not understood. */
  image(run: DotnetRun): string | undefined;
}

/** `published` says whether its registry still has it. */
export type DotnetImage = ({ readonly published: true } & DotnetSdk) | { readonly published: false };

// Source: https://github.com/dotnet/dotnet-docker, src/sdk and src/runtime-deps of 2.1 to 10.0, read at
// 37ed8d19b14be39bbaf9ec55c4eb327382e9e6d3 (8.0), 0110115ec723508e9fc2fa6e7fc4e72c1ba97188 (6.0),
// 007cdfb0a6497d85408d43d1b777629d09d630e3 (3.1) and 70f61d19a77ea5a9f72a8991b59edbbfad1666b9 (runtime-deps 8.0).
const SOURCE = fileAt(
  'dotnet/dotnet-docker',
  '3ed00b611cc88eaa5995525a0549a5703965cd02',
  'src/sdk/8.0/bookworm-slim/amd64/Dockerfile',
);
const LACKS = wordList(`
    git curl pwsh wget gpg dirmngr hg svn ssh scp sftp ssh-keygen ssh-keyscan ps pgrep pkill top free uptime`);
/** BusyBox has them. */
const ON_ALPINE = new Set(['wget', 'ps', 'pgrep', 'pkill', 'top', 'free', 'uptime']);
const OS = exactPattern(
  'trixie bookworm bullseye buster stretch bionic focal jammy noble resolute slim amd64 arm64v8 arm32v7',
  { also: [/alpine(?:\d\.\d+)?/] },
);

/** What is known of an image as one with the SDK; `undefined` for every other image. */
export function dotnetSdk(text: string): DotnetImage | undefined {
  const reference = parseImageReference(text);
  if (!reference) return undefined;
  const { path, tag = 'latest', host } = reference;
  if (/^microsoft\/(?:dotnet|aspnetcore-build)$/.test(path))
    return path.endsWith('-build') || !/runtime|nanoserver|windows/.test(tag) ? { published: false } : undefined;
  if (host !== 'mcr.microsoft.com' || !/^dotnet\/(?:core\/|nightly\/)?sdk$/.test(path)) return undefined;
  const [first = '', ...rest] = tag.split('-');
  const version = /^(\d+\.\d+)(?:\.\d+)?$/.exec(first)?.[1];
  const major = Number(version?.split('.')[0] ?? 0);
  const isKnown = version !== undefined && rest.every((part) => OS.test(part));
  const isAlpine = rest.some((part) => part.startsWith('alpine'));
  // Up to 3.1 the SDK stands on Debian, and what runs programs on its slim image.
  const slim = path.startsWith('dotnet/core/') && rest.length > 0 && /^(?:buster|stretch)$/.test(rest.at(-1)!);
  const suffix = [...rest, ...(slim ? ['slim'] : [])].map((part) => `-${part}`).join('');
  const before = text.slice(0, reference.spans.repository.end - 'sdk'.length);
  return {
    published: true,
    ...(version === undefined ? {} : { version }),
    major,
    isAlpine,
    movesAddress: major >= 3 && major < 8,
    lacks: isAlpine ? LACKS.filter((name) => !ON_ALPINE.has(name)) : LACKS,
    source: SOURCE,
    image: (run) => (isKnown ? `${before}${run}:${version}${suffix}` : undefined),
  };
}
