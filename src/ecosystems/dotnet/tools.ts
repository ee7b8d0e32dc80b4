import { words } from '../../model/index.js';
import type { Tool } from '../ecosystem.js';
import { shared } from '../tools.js';

export const TOOLS: readonly Tool[] = [
  {
    name: 'dotnet',
    programs: /^dotnet$/,
    // Several processes may use the folder at once.
    // Source: https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders
    cache: {
      calls: (name, [verb = '']) => name === 'dotnet' && /^(?:restore|build|publish|run|test|pack|msbuild)$/.test(verb),
      mounts: (home) => [shared(`${home}/.nuget/packages`)],
      variables: ['NUGET_PACKAGES'],
      notWith: {
        args: /--no-restore|--packages\b|--no-build/,
        says: 'a line counts on what another has restored, and a cache may be empty when that one does not run again',
      },
      start: /\bdotnet["', ]{1,9}(?:run|watch|build|test|ef)\b/,
      emptied: /^(?:\/root|~)\/\.nuget(?:\/packages)?(?:\/\*?)?$/,
    },
    startBuild: { verbs: words('run watch build publish restore ef'), inPlace: true },
    makes: { id: 'dotnet', tool: /\bdotnet\b/, task: /\b(?:publish|build)\b/ },
  },
];
