// The project that a stage builds, and what of its scripts the image starts.
import { programIs } from '../../programs/index.js';
import type { Site } from '../../runs/index.js';
import type { NodeProject } from '../index.js';

/** The start script behind `npm start`, and the like, as far as package.json says. */
export function commandLine(site: Site): string {
  const words = (site.entrypoint?.execForm ?? []).concat(site.cmd?.execForm ?? site.cmd?.args.split(/\s+/) ?? []);
  const at = words.findIndex((word) => programIs(word, 'runsScripts'));
  if (at === -1) return words.join(' ');
  const rest = words.slice(at + 1).filter((word) => !word.startsWith('-') && word !== 'run' && word !== 'run-script');
  for (const directory of site.contexts) {
    for (const project of site.context.evidence.projects(directory)) {
      if (project.ecosystem !== 'node') continue;
      const name = rest[0] ?? 'start';
      const scripts = [project, ...membersOf(site, project)].flatMap((each) =>
        [`pre${name}`, name, `post${name}`].map((script) => each.scripts.get(script)?.is ?? ''),
      );
      return `${words.join(' ')} ${scripts.join(' ')}`;
    }
  }
  return words.join(' ');
}

/** The project of Node in a folder the file is built with. */
export function projectOf(site: Site): NodeProject | undefined {
  for (const directory of site.contexts) {
    const found = site.context.evidence.projects(directory).find((each) => each.ecosystem === 'node');
    if (found?.ecosystem === 'node') return found;
  }
  return undefined;
}

/** The packages of a project's workspace. */
export function membersOf(site: Site, project: NodeProject): NodeProject[] {
  return project.members.flatMap((folder) =>
    site.context.evidence.projects(folder).filter((each): each is NodeProject => each.ecosystem === 'node'),
  );
}
