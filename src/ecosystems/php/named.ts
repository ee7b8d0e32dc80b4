// Source that names what packages of require-dev bring.
import { lineMark, type Stop, stop, walkFiles, words } from '../../model/index.js';
import type { ShippedInstall } from '../omission.js';
import type { DevelopmentPackage } from './locked.js';

/** What a program in production does not load: tests, and what makes data for them. */
const NOT_ENTERED = words(`
  vendor tests test Tests Test spec features stubs DataFixtures factories seeders seeds fixtures Fixtures docs storage
  var cache public web assets resources lang translations bower_components`);
const NOT_RUN = /^(?:_ide_helper|\.phpstorm|\.php[-_]cs|rector\.php|ecs\.php|phpunit|server\.php)/;
const MOST_ENTRIES = 4000;

/** The first line of the source that names what one of the packages brings; an obstacle too where it cannot be read whole. */
export function namedInSource(
  { folder, repository }: ShippedInstall,
  packages: readonly DevelopmentPackage[],
): Stop | undefined {
  const files = walkFiles(repository, {
    from: [folder],
    wanted: (name) => /\.(?:php|ya?ml|xml|phtml|inc)$/.test(name) && !NOT_RUN.test(name),
    // Settings of Symfony for one environment are not read in another.
    enter: (name, above) =>
      !NOT_ENTERED.has(name) && !(/^(?:dev|test)$/.test(name) && /(?:^|\/)config(?:\/|$)/.test(above)),
    mostEntries: MOST_ENTRIES,
  });
  for (const file of files) {
    const text = repository.read(file);
    if (text === undefined)
      return stop('needs-evidence', `${file} cannot be read, and may need a package of require-dev`);
    for (const [at, line] of text.split('\n').entries()) {
      if (/^\s*(?:\/\/|\/?\*|#(?!\[))/.test(line)) continue;
      const named = namespaceIn(line, packages) ?? dumps(line, packages);
      if (named === undefined || isForOneEnvironment(file, line)) continue;
      return stop(
        'used-later',
        `${file} line ${lineMark(file, at + 1)} names ${named}, a package of require-dev; move it to require, or leave it out there`,
      );
    }
  }
  return files.cut ? stop('needs-evidence', 'the source has more files than are read here') : undefined;
}

/** The package whose namespace a text names. */
export function namespaceIn(text: string, packages: readonly DevelopmentPackage[]): string | undefined {
  if (!/[\\_]/.test(text)) return undefined;
  const plain = text.replaceAll('\\\\', '\\');
  return packages.find(({ namespaces }) => namespaces.some((each) => namesSpace(plain, each)))?.name;
}

function namesSpace(text: string, space: string): boolean {
  for (let at = text.indexOf(space); at !== -1; at = text.indexOf(space, at + 1)) {
    // `App\Faker\` is a namespace of another.
    if (!/\w/.test(text[at - 1] ?? '') && !(text[at - 1] === '\\' && /\w/.test(text[at - 2] ?? ''))) return true;
  }
  return false;
}

/** Functions of symfony/var-dumper, which are called without a namespace. */
function dumps(line: string, packages: readonly DevelopmentPackage[]): string | undefined {
  if (!/(?<![\w>:$])d(?:d|ump)\(/.test(line)) return undefined;
  return packages.find(({ name }) => name === 'symfony/var-dumper')?.name;
}

/** A line of config/bundles.php: `['dev' => true, 'test' => true]`. */
function isForOneEnvironment(file: string, line: string): boolean {
  if (!/(?:^|\/)config\/bundles\.php$/.test(file)) return false;
  const written = line.replaceAll(' ', '').split('=>[')[1]?.split(']', 1)[0];
  const loads = (written ?? '').split(',').filter((each) => each !== '');
  return loads.length > 0 && loads.every((each) => /^'(?:dev|test)'=>true$/.test(each));
}
