// The patch and the step that README.md shows: a small repository, really planned.
import { plan } from '../src/library.js';
import { allSteps, DiskLines, renderPatch, renderStep } from '../src/render/index.js';
import { metas } from './metas.js';

const FILES: Readonly<Record<string, string>> = {
  Dockerfile: [
    'FROM python:3.12-slim',
    '# psycopg2 is built from source.',
    'RUN apt-get update',
    'RUN apt-get install -y gcc libc6-dev libpq-dev',
    'WORKDIR /app',
    'ADD requirements.txt .',
    'RUN pip install -r requirements.txt',
    'COPY . .',
    'CMD python main.py',
    '',
  ].join('\n'),
  'requirements.txt': 'psycopg2==2.9.9\n',
  'main.py': 'import psycopg2\n',
};

/** The picture's Dockerfile as a whole, with what becomes of it. */
export function picturePatch(): string {
  return `\`\`\`diff\n${renderPatch(plan({ files: FILES }))}\`\`\`\n`;
}

/** One step that rests on an assumption, as the terminal shows it. */
export function pictureStep(): string {
  const made = plan({ files: FILES });
  const steps = allSteps(made);
  const wanted =
    steps.find(({ transform }) => transform === 'exec-form') ?? steps.find(({ safety }) => safety === 'review');
  if (!wanted) throw new RangeError('the picture has no step for review');
  const shown = renderStep(wanted, steps.indexOf(wanted) + 1, steps.length, {
    color: false,
    unicode: true,
    width: 100,
    mode: 'dry-run',
    metas,
    lines: new DiskLines(made.groups),
  });
  return `\`\`\`text\n${shown.trimEnd()}\n\`\`\`\n`;
}
