// The page to try harden on has the engine in it, and nothing that could reach a disk, a network or another program.
import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

const project = join(__dirname, '..', '..');

/** What of our rooms has no place in a page, and packages that connect, start programs or make functions of text. */
const MUST_NOT_BE_THERE = [
  /^src\/(?:cli|verify|observe|git|branches|bot|bot-run|forge|serve|fleet|fleet-publish|fleet-reports)\//,
  /^src\/(?:index|library|worker|fleet-worker)\.ts$/,
  // Of io: what reads a disk, starts git, engines or threads, and asks registries and package indexes.
  /^src\/io\/(?:index|disk-\w+|folder|git(?:-\w+)?|program|safeguard|signals|stage|stdin|supervised|watch|write|tree-copy|cache-folder|built-worker|bench|probe|online|running|results)\.ts$/,
  /^src\/io\/(?:containers|packages|registry)\//,
  /^src\/run\/(?:apply|answers|lookups|serve|index)\.ts$/,
  /^node_modules\/(?:ts-morph|@ts-morph|typescript|libsql|ajv\/dist\/(?!runtime\/)|https-proxy-agent|proxy-from-env|tar-stream|@octokit|@gitbeaker|commander|@inquirer)\b/,
];

describe('the worker of the page', () => {
  const told = execFileSync(process.execPath, [join(project, 'scripts', 'site.mjs'), '--modules'], {
    cwd: project,
    encoding: 'utf8',
  });
  const modules = told.trim().split('\n');

  test('is made of the engine', () => {
    for (const path of ['src/planner/plan.ts', 'transforms/exec-form/index.ts', 'src/run/plan.ts', 'site/engine/io.ts'])
      expect(modules).toContain(path);
  });

  test('has no part of Node in it, and asks for none', () => {
    const asked = modules.filter((path) => path.startsWith('node:') || builtinModules.includes(path));
    expect(asked).toEqual([]);
  });

  test('has no disk, no network and no program of others in it', () => {
    expect(modules.filter((path) => MUST_NOT_BE_THERE.some((pattern) => pattern.test(path)))).toEqual([]);
  });
});
