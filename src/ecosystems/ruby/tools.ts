import { words } from '../../model/index.js';
import type { Tool } from '../ecosystem.js';
import { startsWith } from '../tools.js';
import { omission } from './omission.js';
import { strictness } from './strictness.js';

export const TOOLS: readonly Tool[] = [
  {
    name: 'gem',
    programs: /^gem$/,
    manager: {
      id: 'gem',
      valued: words(`
        -v --version -i --install-dir -n --bindir -P --trust-policy -s --source -p --http-proxy -B --build-root
        --platform`),
      updateUpgrades: true,
    },
    readsNothing: startsWith('install', 'update', 'sources'),
    loose: ({ installs, packages, options }) =>
      !installs || options.some((raw) => /^(?:-v|--version|-g|--file)/.test(raw))
        ? []
        : packages.flatMap((value) =>
            value !== undefined && /^[a-z0-9][\w-]*$/i.test(value) && value !== 'bundler' ? [value] : [],
          ),
  },
  {
    name: 'bundler',
    programs: /^bundler?$/,
    manager: { id: 'bundle' },
    readsNothing: startsWith('config'),
    omission,
    strictness,
    projectInstall: { what: 'bundler', is: (given) => given[0] === 'install' || given.length === 0 },
  },
  {
    name: 'rails',
    programs: /^ra(?:ils|ke)$/,
    startBuild: { verbs: words('assets:precompile webpacker:compile'), inPlace: true },
  },
];
