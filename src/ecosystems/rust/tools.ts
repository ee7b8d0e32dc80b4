import type { Tool } from '../ecosystem.js';
import { onlyNames, shared } from '../tools.js';

/** Places: https://github.com/rust-lang/docker-rust */
export const TOOLS: readonly Tool[] = [
  {
    name: 'cargo',
    programs: /^cargo$/,
    // target/ is not mounted: what is built would not be in the image.
    cache: {
      calls: (name, words) => name === 'cargo' && /^(?:build|install|fetch|test|run|check)$/.test(words[0] ?? ''),
      mounts: () => [shared('/usr/local/cargo/registry'), shared('/usr/local/cargo/git/db')],
      variables: ['CARGO_HOME'],
      compiled: 'again',
      image: /^(?:docker\.io\/)?(?:library\/)?rust(?:[:@]|$)/,
      start: /\bcargo\b/,
      emptied: /^\/usr\/local\/cargo\/(?:registry|git)(?:\/\*?)?$/,
    },
    readsNothing: (verbs, words) => verbs[0] === 'install' && onlyNames(words) && verbs.length > 1,
    // A placeholder main.rs is compiled, and Cargo compares times: a COPY of an older main.rs behind it may not be built
    // again. Source: https://github.com/rust-lang/cargo/issues/2644
    fetchesWhileBuilding: {
      verbs: /^(?:build|b|install|run|test|check)$/,
      manifests: ['Cargo.toml'],
      why: 'Cargo reads a manifest only where the source of its programs is there. Empty files in its place for cargo fetch are written only for a stage that is thrown away, since it fetches for all systems, and for up to four crates of which every program is known',
    },
    makes: { id: 'cargo', tool: /\bcargo\b/, task: /\b(?:build|install)\b/ },
  },
];
