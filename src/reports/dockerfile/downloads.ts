// What comes from the net, and whether anybody checks it.
import { baseName } from '../../model/index.js';
import { ECOSYSTEMS, toolsCalled } from '../../ecosystems/index.js';
import { programIs } from '../../programs/index.js';
import { copyArguments, type DockerfileDoc, type Instruction } from '../../dockerfile/index.js';
import { defineReport, findingOn, shorten, type DockerfileReport, type Found } from './define.js';
import { factsOf, type RunCommand } from './facts.js';

/** The machine itself and names only a private network knows. */
const LOCAL =
  /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[|[\w-]+(?=[:/]|$))|\.(?:local|internal|lan|svc|test)(?=[:/]|$)/;

/** A checksum or a signature that is looked at in the same breath. */
const VERIFIES = /\b(?:sha\d+sum|md5sum|shasum|openssl dgst|gpg2?\b[^\n;&|]{0,200}--verify|--checksum)\b/;

function plainHttp({ name, args }: RunCommand): string | undefined {
  if (!programIs(name, 'fetches')) return undefined;
  if (name.startsWith('pip') && args[0] !== 'install') return undefined;
  for (const [at, arg] of args.entries()) {
    // A proxy is spoken to over http as a rule, whatever is fetched through it.
    if (/^(?:-x|--proxy|-H|--header|-e|--referer|-A|-d|--data)$/.test(args[at - 1] ?? '')) continue;
    const host =
      /^["']?http:\/\/([^\s"'$]{1,200})/i.exec(arg)?.[1] ??
      /^--(?:index-url|extra-index-url|find-links)=http:\/\/(\S{1,200})/.exec(arg)?.[1];
    if (host !== undefined && !LOCAL.test(host)) return host;
  }
  return undefined;
}

/** Options and settings that turn a check off: the program, then the words. Source: the programs' manuals. */
const SWITCHES: readonly {
  readonly names: RegExp;
  readonly words: RegExp;
  readonly verb?: string;
  readonly says: string;
}[] = [
  {
    names: /^curl$/,
    words: /^(?:-[a-jl-zA-Z]*k[a-zA-Z]*|--insecure|--proxy-insecure)$/,
    says: 'curl does not check the certificate',
  },
  { names: /^wget$/, words: /^--no-check-certificate$/, says: 'wget does not check the certificate' },
  { names: /^apk$/, words: /^--allow-untrusted$/, says: 'apk installs packages without checking their signatures' },
  {
    names: /^(?:apt-get|apt|aptitude)$/,
    words: /^(?:--allow-unauthenticated|--force-yes|--allow-insecure-repositories)$/,
    says: 'apt installs packages without checking their signatures',
  },
  {
    names: /^(?:yum|dnf|dnf5|microdnf|tdnf)$/,
    words: /^--no-?gpgcheck$/,
    says: 'packages are installed without checking their signatures',
  },
  {
    names: /^zypper$/,
    words: /^--no-gpg-checks?$|^--no-gpgcheck$/,
    says: 'packages are installed without checking their signatures',
  },
  { names: /^rpm$/, words: /^--(?:nosignature|nogpg|nodigest)$/, says: 'rpm does not check signatures' },
];

const SETTINGS: readonly { readonly name: RegExp; readonly value: RegExp; readonly says: string }[] = [
  ...ECOSYSTEMS.flatMap(({ tools = [] }) => tools.flatMap(({ unchecked }) => unchecked?.settings ?? [])),
  { name: /^GIT_SSL_NO_VERIFY$/, value: /^(?:1|true|yes|on)$/i, says: 'git does not check certificates' },
];

function switchedOff({ name, args, command }: RunCommand): string | undefined {
  for (const { names, words, says } of SWITCHES)
    if (names.test(name) && args.some((arg) => words.test(arg))) return says;
  const unchecked = toolsCalled(name).flatMap((tool) => tool.unchecked ?? []);
  for (const { option } of unchecked) if (option && args.some((arg) => option.words.test(arg))) return option.says;
  for (const { name: variable, raw } of command.assignments) {
    const says = settingOff(variable, raw.slice(variable.length + 1).replace(/^(["'])(.*)\1$/, '$2'));
    if (says !== undefined) return says;
  }
  const line = args.join(' ').toLowerCase();
  if (name === 'git' && /\bhttp\.sslverify[ =](?:"?false|0)/.test(line)) return 'git does not check certificates';
  if (unchecked.some(({ config }) => config?.test(line))) return `${name} does not check certificates`;
  if (name === 'export') {
    for (const arg of args) {
      const equals = arg.indexOf('=');
      const says = equals === -1 ? undefined : settingOff(arg.slice(0, equals), arg.slice(equals + 1));
      if (says !== undefined) return says;
    }
  }
  return undefined;
}

function settingOff(name: string, value: string): string | undefined {
  return SETTINGS.find((setting) => setting.name.test(name) && setting.value.test(value))?.says;
}

export const downloadReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'plain-http-download',
    rule: 'http-address',
    rules: ['http-address'],
    summary: 'Something downloaded over http.',
    find(doc) {
      const all: Found[] = [];
      for (const { instruction, commands } of factsOf(doc).runs) {
        const url = commands.map(plainHttp).find((host) => host !== undefined);
        if (url === undefined || VERIFIES.test(instruction.shellText)) continue;
        const message = `downloads over http, where anybody on the way can change it: ${hostOf(url)}`;
        all.push(findingOn(doc, instruction, message));
      }
      return all;
    },
  }),
  defineReport({
    id: 'verification-off',
    rule: 'tls-or-signature-check-off',
    rules: ['CKV2_DOCKER_2', 'CKV2_DOCKER_3', 'DD055', 'DD056'],
    summary: 'Certificates or package signatures that are not checked.',
    find(doc) {
      const all: Found[] = [];
      for (const { instruction, commands } of factsOf(doc).runs) {
        for (const command of commands) {
          const says = switchedOff(command);
          if (says === undefined) continue;
          if (/^(?:curl|wget)$/.test(command.name) && VERIFIES.test(instruction.shellText)) continue;
          all.push(findingOn(doc, instruction, says));
          break;
        }
      }
      for (const instruction of [...factsOf(doc).of('ENV'), ...factsOf(doc).of('ARG')]) {
        for (const { key, rawValue } of instruction.pairs().pairs) {
          const says = settingOff(key, (rawValue ?? '').replace(/^(["'])(.*)\1$/, '$2'));
          if (says !== undefined) all.push(findingOn(doc, instruction, `${key}: ${says}`));
        }
      }
      return all;
    },
  }),
  defineReport({
    id: 'add-from-address',
    rule: 'add-without-checksum',
    rules: ['DD059'],
    summary: 'ADD of an address without a checksum.',
    find(doc: DockerfileDoc) {
      const all: Found[] = [];
      let names: ReadonlyMap<string, number> | undefined;
      for (const instruction of factsOf(doc).of('ADD')) {
        if (instruction.flag('checksum')) continue;
        const url = copyArguments(instruction)?.sources.find((source) => /^(?:https?|ftp):\/\//i.test(source));
        // A repository pinned to a commit needs no checksum.
        if (url === undefined || /\.git(?:#|$)/.test(url)) continue;
        names ??= verifiedNames(doc);
        if (isVerified(names, instruction, url)) continue;
        all.push(
          findingOn(
            doc,
            instruction,
            `takes whatever ${hostOf(url.replace(/^\w+:\/\//, ''))} sends, without a checksum`,
          ),
        );
      }
      return all;
    },
  }),
];

/** The file names each stage looks at the checksum or signature of, to the last RUN that does. */
function verifiedNames(doc: DockerfileDoc): Map<string, number> {
  const names = new Map<string, number>();
  for (const { instruction, stage } of factsOf(doc).runs) {
    const text = instruction.shellText;
    if (!VERIFIES.test(text)) continue;
    for (const word of text.split(/[\s"'`;&|()<>=]+/)) {
      const name = baseName(word);
      if (name === '') continue;
      names.set(`${stage.index} ${name}`, instruction.index);
      names.set(`${stage.index} ${name.replace(/\.(?:asc|sig|sha\d+|sha\d+sum|md5)$/, '')}`, instruction.index);
    }
  }
  return names;
}

function isVerified(names: ReadonlyMap<string, number>, add: Instruction, url: string): boolean {
  const target = copyArguments(add)!.destination;
  return [url.split(/[?#]/, 1)[0]!.replace(/(?<!\/)\/+$/, ''), target].some((path) => {
    const last = names.get(`${add.stage} ${baseName(path)}`);
    return last !== undefined && last > add.index;
  });
}

function hostOf(rest: string): string {
  return shorten(rest.replace(/^[^/]*@/, '').split(/[/?#:]/, 1)[0]!, 50);
}
