// What composer.lock says of the packages that only the work on the source needs.
// Source: https://getcomposer.org/doc/04-schema.md#autoload, https://getcomposer.org/doc/articles/vendor-binaries.md
import { baseName, rowOf } from '../../model/index.js';
import { jsonAt, type JsonNode, readJson } from '../manifest-formats.js';

export interface DevelopmentPackage {
  readonly name: string;
  /** As source writes them: `Faker\`. */
  readonly namespaces: readonly string[];
  /** Programs in vendor/bin. */
  readonly programs: readonly string[];
}

/** Of packages that name no namespace: their classes are listed when they are installed. */
const NAMESPACES: Readonly<Record<string, readonly string[]>> = {
  'phpunit/phpunit': ['PHPUnit\\', 'PHPUnit_Framework_'],
  'hamcrest/hamcrest-php': ['Hamcrest\\'],
};

/** `undefined` for a text that is no lock file. */
export function developmentPackages(text: string): readonly DevelopmentPackage[] | undefined {
  const list = jsonAt(readJson(text), 'packages-dev');
  if (!list) return undefined;
  return list.items.flatMap((node): DevelopmentPackage[] => {
    const name = jsonAt(node, 'name')?.value;
    if (typeof name !== 'string') return [];
    const autoload = jsonAt(node, 'autoload');
    const spaces = ['psr-4', 'psr-0'].flatMap((kind) => [...(jsonAt(autoload, kind)?.entries.keys() ?? [])]);
    const own = spaces.length > 0 ? spaces : (rowOf(NAMESPACES, name) ?? []);
    return [
      {
        name,
        // Without an end it would be found in the names of others.
        namespaces: own.filter((each) => /[\\_]$/.test(each) && each.length > 2),
        programs: textsOf(jsonAt(node, 'bin')).map(baseName),
      },
    ];
  });
}

function textsOf(node: JsonNode | undefined): string[] {
  const values = node?.items.length ? node.items.map(({ value }) => value) : [node?.value];
  return values.filter((each) => typeof each === 'string');
}
