// Whether what bundler installs needs the compilers or libraries of the full image.
import type { Instruction } from '../../dockerfile/index.js';
import { type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import type { SlimRecipe } from '../../splits/index.js';

export const slimRuby: SlimRecipe = { language: 'ruby', need };

function need(site: Site): Stop<Instruction> | undefined {
  const run = site.runs.find(({ commands }) =>
    commands.some(
      ({ call }) => call && (call.manager === 'bundle' || call.manager === 'gem') && call.action === 'install',
    ),
  );
  return (
    run &&
    stop(
      'needs-evidence',
      'gems may be compiled when they are installed, which only the full image can; install them in a build stage on the full image',
      run.instruction,
    )
  );
}
