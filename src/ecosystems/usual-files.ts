import { exactPattern } from '../model/index.js';

/** Files that every plan reads, or nearly, beside those that discovery names: manifests of packages, and what is ignored. */
const USUAL = exactPattern(
  `package.json package-lock.json npm-shrinkwrap.json deno.json composer.json Gemfile Pipfile Procfile Makefile pom.xml
  setup.py setup.cfg build.gradle build.gradle.kts pnpm-lock.yaml .harden.yaml .harden.yml .nvmrc .npmrc`,
  {
    also: [
      /\.\w*ignore/,
      /\.[\w-]+-version/,
      /.*\.(?:toml|lock|csproj|mod|sum)/,
      /(?:[\w-]{0,100}[_-])?requirements[\w.-]{0,100}\.txt/,
    ],
  },
);

/** True for the name of a file that nearly every plan reads where it lies: it is worth fetching with the first ones. */
export function isUsuallyRead(name: string): boolean {
  return USUAL.test(name);
}

/** True for a path in an installed package: an install makes it anew, and what lies in it. */
export function liesInPackage(path: string): boolean {
  return path.includes('/node_modules/');
}
