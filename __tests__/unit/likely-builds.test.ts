// Which Dockerfile the name of an image fits, where nothing says what builds it.
import { memoryRepository } from '../../src/io/index.js';
import { filePath, folderPath, type ImageLink } from '../../src/model/index.js';
import { likelyBuilds } from '../../src/images/index.js';

function fits(texts: Readonly<Record<string, string>>, images: readonly string[]): string[] {
  const dockerfiles = Object.keys(texts).filter((path) => path.includes('Dockerfile'));
  const found = likelyBuilds(
    memoryRepository(texts),
    dockerfiles.map((path) => filePath(path)),
    images,
  );
  return found.map(({ image, dockerfile }) => `${image} ${dockerfile}`);
}

const TWO = { 'shop/Dockerfile': '', 'desk/Dockerfile': '' };

test.each<[string, Record<string, string>, string[], string[]]>([
  ['the folder', TWO, ['acme/shop', 'acme/other'], ['acme/shop shop/Dockerfile']],
  [
    'a word that two names share',
    TWO,
    ['acme/x-shop', 'acme/x-desk'],
    ['acme/x-shop shop/Dockerfile', 'acme/x-desk desk/Dockerfile'],
  ],
  ['a word that one name has', TWO, ['acme/shop-exporter'], []],
  ['what folders are called everywhere', { 'server/Dockerfile': '', 'ui/Dockerfile': '' }, ['temporalio/server'], []],
  [
    'what folders are called everywhere, where the owner is that of the repository',
    { 'server/Dockerfile': '', 'ui/Dockerfile': '' },
    ['acme/server', 'acme/ui', 'elsewhere/worker'],
    ['acme/server server/Dockerfile', 'acme/ui ui/Dockerfile'],
  ],
  [
    'what folders are called everywhere, of two owners',
    { 'server/Dockerfile': '', 'ui/Dockerfile': '' },
    ['acme/server', 'elsewhere/ui'],
    [],
  ],
  ['a name without an owner', TWO, ['shop'], []],
  ['an image that is known', { 'redis/Dockerfile': '' }, ['elsewhere/redis', 'docker.io/library/redis'], []],
  ['two folders of that name', { 'a/shop/Dockerfile': '', 'b/shop/Dockerfile': '' }, ['acme/shop'], []],
  [
    'the heading of the README',
    { Dockerfile: '', 'README.md': '# My Shop\n' },
    ['acme/my-shop', 'acme/other'],
    ['acme/my-shop Dockerfile'],
  ],
  [
    'the heading, beside a variant',
    { Dockerfile: '', 'Dockerfile.prod': '', 'README.md': '# Shop\n' },
    ['acme/shop'],
    [],
  ],
  ['the heading, with two Dockerfiles', { ...TWO, 'README.md': '# Store\n' }, ['acme/store'], []],
  ['what only tests build', { 'tests/shop/Dockerfile': '' }, ['acme/shop'], []],
])('%s', (_, texts, images, expected) => {
  expect(fits(texts, images)).toEqual(expected);
});

const link = (image: string, folder: string): ImageLink => ({
  image,
  dockerfile: filePath(`${folder}/Dockerfile`),
  context: folderPath(folder),
  from: filePath('.github/workflows/a.yml'),
});

test.each<[string, readonly ImageLink[], string[], string[]]>([
  ['the one that fits', [link('*/till', 'shop')], ['acme/till', 'acme/other'], ['acme/till shop/Dockerfile']],
  [
    'a variable for the host and the owner',
    [link('*/till', 'shop')],
    ['ghcr.io/acme/till'],
    ['ghcr.io/acme/till shop/Dockerfile'],
  ],
  ['a host that is written out', [link('ghcr.io/*/till', 'shop')], ['quay.io/acme/till'], []],
  ['two images that fit', [link('*/till', 'shop')], ['acme/till', 'elsewhere/till'], []],
  ['two builds that fit', [link('*/till', 'shop'), link('*/acme/till', 'desk')], ['ghcr.io/acme/till'], []],
  [
    'a build of that name against a folder of that name',
    [link('*/shop', 'desk')],
    ['acme/shop'],
    ['acme/shop desk/Dockerfile'],
  ],
  ['an image that is known', [link('*/redis', 'shop')], ['bitnami/redis'], []],
])('a name that is partly written: %s', (_, partly, images, expected) => {
  const dockerfiles = Object.keys(TWO).map((path) => filePath(path));
  const found = likelyBuilds(memoryRepository(TWO), dockerfiles, images, partly);
  expect(found.map(({ image, dockerfile }) => `${image} ${dockerfile}`)).toEqual(expected);
});
