// Variables that only the tools of a build read. The image that is left does not call these, so it needs none of them.
import type { Evidence } from '../../src/model/index.js';
import { childStages, type Instruction } from '../../src/dockerfile/index.js';
import { instructionEvidence, sourceIsMissing, usesOf, type Site } from '../../src/runs/index.js';
import { imageUses } from '../../src/uses/index.js';
import type { Plan } from './roles.js';

/** Tools, and how the variables begin that they alone read. */
const TOOLS: readonly (readonly [tool: string, variables: RegExp])[] = [
  ['pip', /^PIP_/],
  ['pipenv', /^PIPENV_/],
  ['poetry', /^POETRY_/],
];

export interface BuildVariables {
  /** The names that ENV above the cut sets, by instruction. */
  readonly by: ReadonlyMap<Instruction, ReadonlySet<string>>;
  readonly evidence: readonly Evidence[];
}

/**
 * The variables that need not be repeated.
 * @param isNamed whether what stands in the run-time stage names a variable.
 */
export function buildVariables(site: Site, plan: Plan, isNamed: (name: string) => boolean): BuildVariables {
  const by = new Map<Instruction, Set<string>>();
  const evidence: Evidence[] = [];
  // What stands on this stage may call what the stage itself does not.
  const tools = childStages(site.doc, site.stage).length > 0 ? [] : TOOLS;
  for (const [tool, variables] of tools) {
    const found = [...plan.roles].flatMap(([instruction, role]) => {
      const names =
        instruction.keyword === 'ENV' && role === 'both' ? instruction.pairs().pairs.map(({ key }) => key) : [];
      const own = names.filter((name) => variables.test(name) && !isNamed(name));
      return own.length > 0 ? [{ instruction, own }] : [];
    });
    if (found.length === 0 || mayRun(site, plan, tool)) continue;
    for (const { instruction, own } of found) {
      by.set(instruction, new Set([...(by.get(instruction) ?? []), ...own]));
      evidence.push(
        instructionEvidence(
          site.doc,
          instruction,
          `only ${tool} reads ${own.join(' and ')}, and nothing calls it in the image that is left`,
        ),
      );
    }
  }
  return { by, evidence };
}

/** Whether something in the run-time stage calls the tool, or may, since its source is not seen. */
function mayRun(site: Site, plan: Plan, tool: string): boolean {
  const { doc, stage, contexts, context } = site;
  const name = new RegExp(`\\b${tool}[\\d.]*\\b`);
  const left = site.body.filter(
    (each) => plan.roles.get(each) !== 'build' && /^(?:RUN|ONBUILD|SHELL)$/.test(each.keyword),
  );
  if (left.some(({ body }) => name.test(body.text))) return true;
  for (const { program } of imageUses(doc, stage, contexts, context))
    if (program.started.some((each) => [each.name, ...each.through, ...each.words].some((word) => name.test(word))))
      return true;
  const starting = site.body.filter(({ keyword }) => ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword));
  const { uses, files, cut } = usesOf(doc, context, starting, new Set([tool, `${tool}3`]));
  return uses.length > 0 || cut || sourceIsMissing(site.body, files);
}

/** The lines of an ENV without some of its variables; none where nothing is left of it. */
export function envWithout(instruction: Instruction, names: ReadonlySet<string>, lineEnd: string): string[] {
  const { legacy, pairs } = instruction.pairs();
  const kept = legacy
    ? []
    : pairs.filter(({ key }) => !names.has(key)).map(({ key, rawValue }) => `${key}=${rawValue}`);
  if (kept.length === 0) return [];
  const lines = instruction.endLine > instruction.line ? kept : [kept.join(' ')];
  return lines.map((line, at) => {
    const start = at === 0 ? `${instruction.keywordText} ` : '    ';
    return `${start}${line}${at < lines.length - 1 ? ` ${lineEnd}` : ''}`;
  });
}
