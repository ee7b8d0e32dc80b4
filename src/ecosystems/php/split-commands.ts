// What the commands of a PHP image's RUNs do, and where it is written.
import { words } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { type RunCommand, directoryAt, type Site } from '../../runs/index.js';
import type { Producer } from '../../splits/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import { writesFiles } from './frameworks.js';

/**
 * extension: compiles or enables one. composer: installs packages, or composer itself. build: writes files of the program.
 * apache: changes what lies below /etc/apache2.
 */
export type PhpDoes = 'extension' | 'pear' | 'composer' | 'get-composer' | 'build' | 'apache';

/** Where a command runs, or what it is told with --working-dir; `undefined` where that is not seen. */
export function folderOf({ doc }: Site, { instruction, command, words }: Producer): string | undefined {
  const cwd = directoryAt(doc, instruction, command.command);
  const at = words.findIndex((word) => word === '-d' || word === '--working-dir');
  const given =
    at === -1 ? words.map((word) => /^(?:--working-dir=|-d)(.+)$/.exec(word)?.[1]).find(Boolean) : words[at + 1];
  if (given === undefined || /^[a-z_.]+=/.test(given)) return cwd;
  if (given.startsWith('/')) return given.replace(/(?<=[^/]|^\/)\/+$/, '');
  return cwd === undefined || /[$~]|\.\./.test(given) ? undefined : `${cwd}/${given.replace(/^\.\/|(?<!\/)\/+$/g, '')}`;
}

const VERBS = words(`
  install i update u require dump-autoload dumpautoload run-script run clear-cache clearcache cc config self-update
  selfupdate validate check-platform-reqs create-project diagnose show --version -V`);
/** What a command of a PHP image does. */
export function phpDoes(
  { name, call }: RunCommand,
  words: readonly string[],
  instruction: Instruction,
): PhpDoes | undefined {
  const text = words.join(' ');
  if (/^docker-php-(?:ext-(?:install|configure|enable)|source)$/.test(name ?? '') || name === 'pecl')
    return 'extension';
  if (name === 'pear') return 'pear';
  if (name === 'phpize') return 'extension';
  if (name === 'composer' || name === 'composer.phar') return composer(words.slice(1));
  if (name === 'php') return ofPhp(words.slice(1), text, instruction);
  if ((name === 'curl' || name === 'wget') && /getcomposer\.org/.test(text)) return 'get-composer';
  if (programIs(name, 'putsInPlace') && /composer(?:\.phar|-setup\.php)?["']?(?:\s|$)/.test(text))
    return 'get-composer';
  if (/^a2(?:en|dis)(?:mod|site|conf)$/.test(name ?? '')) return 'apache';
  if (name === 'service' && words[1] === 'apache2') return 'apache';
  if (
    call?.manager === 'npm' ||
    call?.manager === 'yarn' ||
    call?.manager === 'pnpm' ||
    name === 'npm' ||
    name === 'yarn'
  )
    return words.some((word) => /^(?:-g|--global|global)$/.test(word)) ? undefined : 'build';
  return undefined;
}

function composer(words: readonly string[]): PhpDoes | undefined {
  const verb = words.find((word, at) => !word.startsWith('-') && !/^(?:-d|--working-dir)$/.test(words[at - 1] ?? ''));
  const isVersion = words.some((word) => word === '--version' || word === '-V');
  return isVersion || VERBS.has(verb ?? '') ? 'composer' : undefined;
}

function ofPhp(words: readonly string[], text: string, instruction: Instruction): PhpDoes | undefined {
  if (/getcomposer\.org|composer-setup\.php|composer\.github\.io/.test(text)) return 'get-composer';
  const at = words.findIndex((word) => !word.startsWith('-') && !/^[a-z_.]+=/.test(word));
  const script = words[at] ?? '';
  if (/(?:^|\/)composer(?:\.phar)?$/.test(script)) return composer(words.slice(at + 1));
  // `curl https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin`
  if (/--(?:install-dir|filename)|^--$|^$/.test(words.join(' ')) && /getcomposer\.org/.test(instruction.args))
    return 'get-composer';
  if (/(?:^|\/)artisan$/.test(script)) return writesFiles('artisan', words[at + 1]) ? 'build' : undefined;
  if (/(?:^|\/)(?:bin|app)\/console$/.test(script)) return writesFiles('console', words[at + 1]) ? 'build' : undefined;
  return undefined;
}

/** The folder below which a command writes alone: `/usr/local/etc/php`, `/etc/apache2`. */
export function settingsFolder({ command, name }: RunCommand, instruction: Instruction): string | undefined {
  const text = instruction.shellText.slice(command.start, command.end);
  const target = />{1,2}\s*["']?([^\s"'&|;]+)/.exec(text)?.[1];
  if (target !== undefined && !/^\/dev\//.test(target)) return below(target);
  const words = command.words.slice(1).map(({ raw }) => raw.replace(/^["']|["']$/g, ''));
  if (name === 'tee') return one(words.filter((word) => !word.startsWith('-')));
  if (name === 'cp' || name === 'mv' || name === 'ln') return one(words.slice(-1));
  if (name === 'sed') return one(words.filter((word) => /^["']?[/$]/.test(word)).slice(-1));
  if (name === 'rm') return one(words.filter((word) => !word.startsWith('-')));
  return undefined;
}

function one(paths: readonly string[]): string | undefined {
  const found = new Set(paths.map(below));
  return found.size === 1 ? [...found][0] : undefined;
}

function below(path: string): string | undefined {
  if (/^(?:\/usr\/local\/etc\/php|\$\{?PHP_INI_DIR\}?)(?:["']?\/|$)/.test(path)) return '/usr/local/etc/php';
  return /^(?:\/etc\/apache2|\$\{?APACHE_CONFDIR\}?)(?:["']?\/|$)/.test(path) ? '/etc/apache2' : undefined;
}
