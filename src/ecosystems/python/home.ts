// What of Python lands in the home of whoever runs it.
import { wordPattern } from '../../model/index.js';
import type { IntoHome } from '../ecosystem.js';

export const INTO_HOME: readonly IntoHome[] = [
  { pattern: /\bpip[\d.]*\s+install\b[^&;|]{0,300}\s--user\b/, what: 'pip install --user' },
  { pattern: /\bpipx\s+(?:install|run)\b/, what: 'pipx' },
  {
    pattern: /\bnltk\.download|nltk\.downloader\b/,
    what: 'the downloads of nltk',
    variables: ['NLTK_DATA'],
  },
  {
    pattern: wordPattern(
      'from_pretrained snapshot_download hf_hub_download torch.hub SentenceTransformer whisper.load_model',
      { also: [/huggingface-cli\s+download/] },
    ),
    what: 'a download of models',
    variables: ['HF_HOME', 'TRANSFORMERS_CACHE', 'SENTENCE_TRANSFORMERS_HOME', 'TORCH_HOME'],
  },
  { pattern: /\bpyenv\s+install\b/, what: 'pyenv' },
  {
    pattern: /astral\.sh\/uv|install\.python-poetry\.org|get-poetry\.py/,
    what: 'an installer that uses the home directory',
  },
];

/** Poetry and Pipenv keep environments in the home directory unless they are told not to. */
export function findHomeEnvironment(
  text: string,
  all: string,
  variables: { get(name: string): string | undefined },
): string | undefined {
  if (/\bpoetry\s+(?:install|sync)\b/.test(text)) {
    const isOff =
      /virtualenvs\.(?:create\s+(?:false|0)|in-project\s+(?:true|1))/.test(all) ||
      variables.get('POETRY_VIRTUALENVS_CREATE') !== undefined ||
      variables.get('POETRY_VIRTUALENVS_IN_PROJECT') !== undefined ||
      variables.get('VIRTUAL_ENV') !== undefined;
    if (!isOff) return 'Poetry';
  }
  const inHome =
    /\bpipenv\s+(?:install|sync)\b/.test(text) &&
    !/--system\b/.test(text) &&
    variables.get('PIPENV_VENV_IN_PROJECT') === undefined;
  return inHome ? 'Pipenv' : undefined;
}
