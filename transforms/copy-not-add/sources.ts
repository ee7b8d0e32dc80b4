// What a source of ADD is: something only ADD can fetch or unpack, a plain file or folder, or nobody can tell.
import {
  type Context,
  type FilePath,
  baseName,
  words,
  exactPattern,
  partPattern,
  splitPath,
} from '../../src/model/index.js';
import { contextPath, expandArgs, type DockerfileDoc, type Variables } from '../../src/dockerfile/index.js';

export interface Judgement {
  /** `needs-add`: an address, an archive or a heredoc. `unknown`: no evidence either way. */
  readonly is: 'plain' | 'needs-add' | 'variable' | 'unknown';
  readonly says: string;
  /** The file or folder of the repository that was looked at. */
  readonly file?: FilePath;
}

// ADD goes by content: a tar, plain or compressed with gzip, bzip2, xz or zstd, whatever it is called. These are names
// of such files, and of packages that are tar archives inside. (moby/go-archive, IsArchivePath and DetectCompression)
const ARCHIVE = partPattern(
  `
  tar tgz tbz tbz2 tb2 txz tlz tzst taz gz bz2 xz zst zstd lz lz4 lzma lzo z apk gem crate ipk ova box cpio pax oci
  unitypackage charm layer`,
  { before: /\./, after: /$/, flags: 'i' },
);

// Files that nobody packs with tar. A zip (jar, war, whl) is never unpacked by ADD.
const PLAIN = words(`
  ac adoc am asc awk babelrc bash bashrc bat bats bazel bzl c cabal cc cer cfg cjs class clj cmake cmd cnf coffee
  conf config cpp crt cs csproj css csr csv ctmpl d deb default defaults dist dll dockerfile ear edn ejs el env erb
  erl ex exe exs fish fs fsproj fsx gemspec gif go gpg gradle graphql groovy h haml hbs hcl hpp hs htaccess htm html
  http ico in inc init ini ipynb j2 jar java jinja jinja2 jks jpeg jpg js json json5 jsonnet jsx jvm kdl key
  kubeconfig keystore kt kts ldif less list local lock lua mako map md mdx mjs mk mod ml mo mustache nix npmrc nvmrc
  options org otf p12 patch pdf pem pfx php phar pl pm png po policy profile properties proto ps1 pub pug puml py
  pyi pyx r rb rc repo rpm rs rst rules ru run runit sample sass sbt scala scss service sh sln so socket sql sqlite
  sqlite3 srl ssh svg sum svelte swift targets tcl template tf tfvars tmpl toml tpl ts tsv tsx ttf twig txt types vb
  vbproj vcl vhost vim vue wasm war wgetrc whl woff woff2 wsgi xml xsd xsl xslt yaml yml zip zsh zshrc`);

// Well-known names without an extension.
const PLAIN_NAMES = exactPattern(
  `
  Gemfile Rakefile Makefile GNUmakefile Procfile Pipfile Guardfile Capfile Vagrantfile Jenkinsfile Podfile Berksfile
  Caddyfile Dockerfile LICENSE README VERSION MANIFEST Brewfile Podspec gradlew mvnw crontab sources.list
  authorized_keys known_hosts sudoers nsswitch.conf WORKSPACE BUILD REQUIRE VCL`,
  { flags: 'i' },
);
const DOTFILE = /^\.[A-Za-z][\w-]*$/;

/** Judges one source, without quotes, by what the repository shows, else by its name. */
export function judgeSource(doc: DockerfileDoc, context: Context, source: string, variables: Variables): Judgement {
  if (source.startsWith('<<')) return { is: 'needs-add', says: 'a heredoc' };
  if (isRemote(source)) return { is: 'needs-add', says: 'an address' };
  if (source.includes('$')) {
    const usual = expandArgs(source, variables);
    return {
      is:
        ARCHIVE.test(source) || (usual !== undefined && (isRemote(usual) || ARCHIVE.test(usual)))
          ? 'needs-add'
          : 'variable',
      says: 'a variable',
    };
  }
  if (source.startsWith('[') || /["']/.test(source)) return { is: 'needs-add', says: 'not a plain path' };
  const glob = /[*?[]/.test(source);
  const found = glob ? matches(doc, context, source) : lookUp(doc, context, source);
  if (found) return found;
  const name = baseName(source.replace(/(?<!\/)\/+$/, ''));
  if (ARCHIVE.test(name)) return { is: 'needs-add', says: 'an archive by its name' };
  if (source.endsWith('/') || name === '.' || name === '..' || name === '')
    return { is: 'plain', says: `${source} is a folder, whose content ADD and COPY copy alike` };
  if (isPlainName(name)) return { is: 'plain', says: `${source} is no tar archive by its name` };
  return { is: 'unknown', says: `the build context does not hold ${source}, and its name does not say what it is` };
}

function isRemote(source: string): boolean {
  return (
    /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(source) || /^[^/@]*@[^/:]*:/.test(source) || source.startsWith('github.com/')
  );
}

function isPlainName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  if (dot > 0 || (dot === 0 && !DOTFILE.test(name)))
    return PLAIN.has(name.slice(dot + 1).toLowerCase()) || PLAIN_NAMES.test(name);
  return DOTFILE.test(name) || PLAIN_NAMES.test(name);
}

/** What stands at the source in any of the build contexts; `undefined` when nothing does, or nothing that tells. */
function lookUp(doc: DockerfileDoc, context: Context, source: string): Judgement | undefined {
  let found: Judgement | undefined;
  for (const root of context.evidence.contexts(doc.file)) {
    const path = contextPath(root, source);
    if (path === undefined) continue;
    const judged =
      path === ''
        ? ({ is: 'plain', says: 'the source is the whole build context, a folder' } as const)
        : judgePath(context, path);
    if (judged?.is === 'needs-add') return judged;
    found ??= judged;
  }
  return found;
}

function judgePath(context: Context, path: FilePath): Judgement | undefined {
  const { repository } = context.evidence;
  const kind = repository.kind(path);
  if (kind === 'directory')
    return { is: 'plain', says: `${path} is a folder, whose content ADD and COPY copy alike`, file: path };
  if (kind !== 'file') return undefined;
  if (ARCHIVE.test(path)) return { is: 'needs-add', says: `${path} is an archive by its name`, file: path };
  if (isPlainName(baseName(path))) return { is: 'plain', says: `${path} is no tar archive by its name`, file: path };
  const text = repository.read(path);
  // A pointer of Git LFS stands for a file that is not here.
  if (text === undefined || text.startsWith('version https://git-lfs')) return undefined;
  if (text.startsWith('ustar', 257)) return { is: 'needs-add', says: `${path} is a tar archive`, file: path };
  // An old tar has no mark, but its header holds NUL characters.
  if (text.includes('\0')) return undefined;
  return { is: 'plain', says: `${path} is a text file`, file: path };
}

/**
 * A pattern: an archive among what it matches today needs ADD; what else it may match at build time is known only where
 * the pattern ends in an extension.
 */
function matches(doc: DockerfileDoc, context: Context, source: string): Judgement | undefined {
  const { folder, name: pattern } = splitPath(source);
  if (/[*?[]/.test(folder) || pattern === '') return undefined;
  for (const root of context.evidence.contexts(doc.file)) {
    const path = contextPath(root, folder);
    if (path === undefined) continue;
    for (const name of context.evidence.repository.list(path)) {
      if (!ARCHIVE.test(name) || !matchesGlob(pattern, name)) continue;
      return { is: 'needs-add', says: `${source} matches the archive ${name}` };
    }
  }
  return undefined;
}

/** `*` and `?` as in Go's filepath.Match; a class (`[a-z]`) stands for any character, which errs towards a match. */
function matchesGlob(pattern: string, name: string): boolean {
  const simple = pattern.replace(/\[[^\]]{0,300}\]/g, '?');
  let at = 0;
  let from = 0;
  let star = -1;
  let mark = 0;
  while (from < name.length) {
    if (at < simple.length && simple[at] === '*') {
      star = at++;
      mark = from;
    } else if (at < simple.length && (simple[at] === '?' || simple[at] === name[from])) {
      at++;
      from++;
    } else if (star !== -1) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (simple[at] === '*') at++;
  return at === simple.length;
}
