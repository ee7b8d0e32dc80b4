import type { Ecosystem } from '../ecosystem.js';
import { readElixir } from './manifest.js';
import { readElixirSource } from './source.js';

export const elixir = {
  id: 'elixir',
  projects: [readElixir],
  source: {
    language: 'elixir',
    files: /\.exs?$/,
    read: readElixirSource,
    script: /^\S+\.exs$/,
    starts: /\bSystem\.(?:cmd|shell)\b|:os\.cmd\b|\bPort\.open\b/i,
  },
  tools: [
    {
      name: 'mix',
      programs: /^mix$/,
      makes: { id: 'mix', tool: /\bmix\b/, task: /\b(?:compile|release|deps\.get)\b/ },
    },
  ],
  // Hex and rebar lie below ~/.mix. Source: https://hexdocs.pm/mix/Mix.Tasks.Local.Hex.html
  intoHome: [{ pattern: /\bmix\s+local\.(?:hex|rebar)\b/, what: 'mix local.hex', variables: ['MIX_HOME'] }],
  variables: 'MIX HEX ELIXIR',
  leftovers: [
    { name: '_build', theme: 'made', beside: /^mix\.exs$/, by: ['mix'], certain: true },
    { name: 'deps', theme: 'made', beside: /^mix\.exs$/, by: ['mix'], certain: true },
  ],
} satisfies Ecosystem;
