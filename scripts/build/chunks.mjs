// What lies in which file of the package. A run of `harden fix` on one Dockerfile loads `cli`, `dockerfile`, the transforms
// that have something to say about it, and what of the evidence they ask for.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Transforms that look only at files with one of these words are in files of their own, by what the words are about. */
const FAMILIES = {
  system: ['apt', 'apk', 'yum', 'dnf', 'zypper'],
  node: ['npm', 'yarn', 'pnpm', 'npx', 'bundle'],
};

/** The file that a transform is in. */
export function fileOf({ target, hints }) {
  if (target !== 'dockerfile' || !hints) return `${target}-transforms`;
  const family = Object.keys(FAMILIES).find((name) => hints.every((hint) => FAMILIES[name].includes(hint)));
  return `dockerfile-${family ?? 'words'}`;
}

/** Transforms that have more than this many bytes beside what they see with have those in a file of their own. */
const MUCH = 9_000;
/** What a transform needs to see whether there is something to do. */
const FIRST = /^(?:index|detect|judge)\.ts$/;

/** What a transform needs where it has found something to do, which is seldom: by the id of the transform. */
function furtherParts(root, registry) {
  return registry.dockerfile.flatMap(({ meta: { id } }) => {
    const folder = join(root, 'transforms', id);
    const others = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts') && !FIRST.test(name));
    const size = others.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const own = `transforms/${id}/`;
    const holds = (path) => path.startsWith(own) && !FIRST.test(path.slice(own.length));
    return size > MUCH ? [{ name: `of-${id}`, needs: ['dockerfile'], holds }] : [];
  });
}

/**
 * The first that holds a module has it, so what is particular stands before what is general.
 * @param root the checkout
 * @param registry every transform, by target
 * @returns chunks as `cut` takes them
 */
export function chunksOf(root, registry) {
  const fileById = new Map(Object.values(registry).flatMap((all) => all.map(({ meta }) => [meta.id, fileOf(meta)])));
  const inFolder = (path) => fileById.get(/^transforms\/([\w-]+)\//.exec(path)?.[1]);
  const transforms = (name, needs) => ({
    name,
    needs,
    holds: (path) => inFolder(path) === name || path === `transforms/${name}.ts`,
  });
  return [
    file('library', /^src\/(?:index|library)\.ts/, [], 'src/index.ts'),
    file('worker', /^src\/(?:worker|run\/serve)/, [], 'src/worker.ts'),
    file('fleet-worker', /^src\/fleet-worker/, [], 'src/fleet-worker.ts'),
    // For runs that look something up, and for those that build and start something.
    file('online', /^src\/io\/(?:online|registry|packages)/),
    file('running', /^src\/io\/(?:running|containers|bench|probe)/),
    file('verify', /^src\/(?:verify\/|cli\/(?:commands\/verify|verification|with-engine))/, ['yaml', 'dockerfile']),
    file('observe', /^src\/(?:observe\/|cli\/commands\/observe)/, ['verify']),
    file('writing', /^src\/(?:io\/(?:stage|write|safeguard)|run\/(?:apply|stamps)|cli\/(?:write|record))/),
    // For runs that read a commit.
    file('git', /^src\/(?:git|branches)\//),
    // For the service that takes webhooks.
    file('serve', /^src\/(?:serve\/|cli\/commands\/bot-serve)/, ['bot']),
    // For runs that speak to a forge.
    file('bot', /^src\/(?:(?:bot|bot-run|forge)\/|cli\/(?:bot\/|commands\/bot))/, ['git']),
    // For editors.
    file('lsp', /^src\/(?:lsp\/|cli\/commands\/lsp)/),
    // For agents.
    file('mcp', /^src\/(?:mcp\/|io\/tree-stamp|cli\/(?:mcp\/|commands\/mcp))/),
    // For campaigns on several machines.
    file(
      'fleet-queue',
      /^src\/(?:fleet-queue\/|cli\/(?:migrate\/(?:queue|servers|(?:plan|open)-(?:queue|here))|commands\/migrate-worker))/,
      ['fleet'],
    ),
    // What people read of a campaign.
    file('fleet-reports', /^src\/(?:fleet-reports\/|cli\/(?:migrate\/review|commands\/migrate-(?:report|review)))/, [
      'fleet',
    ]),
    // For campaigns over many repositories.
    file('fleet', /^src\/(?:fleet(?:-publish)?\/|cli\/(?:migrate\/|commands\/migrate))/, ['bot']),
    file('commands', /^src\/cli\/(?:ask|interactive|commands\/(?:check|completion|explain|init|list|overview|update))/),
    // A configuration, a lock and observations, where there are any.
    file('settings', /^src\/config\/(?!config|index)/, ['yaml']),
    file('pages', /^src\/render\/(?:html|sarif|json|markdown|github|checklist|observed|pull-request|verification)/),
    file('reports', /^src\/reports\//, ['yaml', 'dockerfile']),
    // Tables.
    file('rules', /^src\/knowledge\/(?:rules|kics)/),
    file('service-images', /^src\/knowledge\/images\//),
    file(
      'debian-libraries',
      /^src\/knowledge\/(?:debian-dev|needed-packages|data\/(?:debian-libraries|program-packages))/,
    ),
    file('debian', /^src\/knowledge\/debian-/),
    file('recipes', /^src\/(?:splits\/|ecosystems\/(?:splits|\w+\/(?:slim|split))[\w-]*\.)/, ['dockerfile']),
    // What everything that plans needs.
    file(
      'dockerfile',
      new RegExp(
        '^src/(?:(?:dockerfile|shell|programs|runs|rewrites)/|knowledge/(?!suppressions|index)' +
          '|ecosystems/(?:(?:all|ask|credential-values|ecosystem|strictness|tools)\\.|\\w+/(?:auth|credentials|home|index|tools|images|markers|memory|native|pip-options|omission|production|requirements|runtime|signals|strictness|system)\\.))',
      ),
    ),
    file('yaml-reader', /^src\/yaml\/(?:library|convert|lenient)/, ['yaml']),
    file('yaml', /^src\/(?:yaml\/|compose\/|kubernetes\/|pipelines\/(?!places)|images\/in-(?:compose|manifests))/),
    // What a RUN starts is asked of a lone Dockerfile as well.
    file('uses', /^src\/(?:uses\/|services\/runs)/, ['dockerfile']),
    file('services', /^src\/(?:services|pods)\//, ['yaml', 'dockerfile']),
    file('locks', /^src\/(?:evidence\/lock|ecosystems\/(?:\w+\/)?lock)/, ['dockerfile']),
    file('source', /^src\/(?:evidence\/source|ecosystems\/(?:\w+\/)?source)/, ['dockerfile']),
    file('evidence', /^src\/(?:evidence\/(?!index|shared)|ecosystems\/(?!index))/, ['dockerfile']),
    file('split', /^transforms\/split-build-stage\/(?:below|build-variables|edits|idle-folders|plan)/, ['dockerfile']),
    ...furtherParts(root, registry),
    transforms('dockerfile-transforms', ['dockerfile']),
    transforms('dockerfile-system', ['dockerfile']),
    transforms('dockerfile-node', ['dockerfile']),
    transforms('dockerfile-words', ['dockerfile']),
    transforms('compose-transforms', ['services']),
    transforms('kubernetes-transforms', ['services']),
    transforms('pipeline-transforms', ['yaml']),
    file('cli', /^/, [], 'src/cli/index.ts'),
  ];
}

function file(name, pattern, needs = [], entry) {
  return { name, needs, entry, holds: (path) => pattern.test(path) };
}
