// The form of data files: what their schemas say, and a day on which somebody last looked.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import Ajv from 'ajv';

/**
 * What is wrong with data files by their schemas, a line each.
 * @param {readonly import('./files.mjs').DataFile[]} files
 * @param {string} today `2026-01-31`
 */
export function faultsOfForm(files, root, today) {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, verbose: true });
  for (const folder of new Set(files.map(({ schema }) => dirname(schema)))) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      ajv.addSchema({ ...JSON.parse(readFileSync(path, 'utf8')), $id: pathToFileURL(path).href });
    }
  }
  const validatorOf = (path) => ajv.getSchema(pathToFileURL(path).href);
  const faults = [];
  for (const file of files) {
    const say = (at, what) => faults.push(`${relative(root, file.path)}:${file.lineOf(at)}: ${what}`);
    if (!/^\d{4}-\d\d-\d\d$/.test(file.looked ?? ''))
      say([], 'has no day on which it was last looked at: `looked: 2026-01-31`');
    else if (file.looked > today) say(['looked'], `was looked at on a day to come, ${file.looked}`);
    if (!existsSync(file.schema)) {
      say([], `has no schema: write ${relative(root, file.schema)}`);
      continue;
    }
    const validate = validatorOf(file.schema);
    if (validate(file.value)) continue;
    for (const { instancePath, message, params, data } of validate.errors) {
      const at = instancePath
        .split('/')
        .slice(1)
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
      const more = [params.additionalProperty, params.allowedValues?.join(', ')].filter(Boolean).join(' ');
      const given = typeof data === 'object' ? '' : ` (it is ${JSON.stringify(data)})`;
      say(at, `${at.join('.') || 'the file'} ${message}${more ? `: ${more}` : ''}${given}`);
    }
  }
  return faults;
}
