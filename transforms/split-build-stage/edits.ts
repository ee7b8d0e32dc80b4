// The text of the split: the file in place above the cut, the run-time stage written below it.
import { type Edit, type Evidence, isWithin } from '../../src/model/index.js';
import {
  commentsAbove,
  copyArguments,
  deleteInstruction,
  findStage,
  imageChild,
  imageParent,
  insertAt,
  insertLinesAbove,
  insertLinesBelow,
  replaceLogical,
  replaceSpan,
  stagePlace,
  type Instruction,
  isCopy,
} from '../../src/dockerfile/index.js';
import { hasOption, installCalls, MANUAL_FOLDERS, type Site } from '../../src/runs/index.js';
import { imageProfile, needsManualFolder } from '../../src/knowledge/index.js';
import { type Artefact, type Beside, type Findings, type Start, copyDestination } from '../../src/splits/index.js';
import type { Install, Plan } from './roles.js';
import { buildVariables, envWithout, type BuildVariables } from './build-variables.js';

export interface Split {
  readonly edits: readonly [Edit, ...Edit[]];
  /** The name of the build stage. */
  readonly name: string;
  readonly touches: readonly string[];
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  /** What is said of the lines of the run-time stage besides. */
  readonly evidence: readonly Evidence[];
}

/** The edits of a split; `undefined` where FROM is broken over lines in a way that no name fits in. */
export function writeSplit(site: Site, findings: Findings, plan: Plan): Split | undefined {
  const { doc, stage } = site;
  const { beside } = findings;
  const free = (names: readonly string[]): string => names.find((each) => !findStage(doc, each))!;
  const name = free(['build', 'builder', 'build-stage', 'compile']);
  const names = { build: name, base: free(['base', 'build-base']), beside: free(['production-deps', 'deps-for-run']) };
  const from = nameStage(site, beside ? names.base : name);
  if (!from) return undefined;
  const joined = beside && joinedFinish(site, findings, plan);
  const finish = joined ? [] : (findings.finish ?? []).map((line) => asWritten(site, line));
  const used = usedBelow(site, plan);
  const ofBuild = buildVariables(site, plan, used);
  const lines = [...finish, '', ...runStage(site, findings, plan, { names, used, ofBuild })];
  const edits: [Edit, ...Edit[]] = [from, insertLinesBelow(doc, plan.cut, lines)];
  if (joined) edits.push(joined);
  if (beside) edits.push(insertLinesAbove(doc, beside.above, besideLines(site, beside, names)));
  if (findings.ahead) edits.push(insertLinesAbove(doc, findings.ahead.above, [setting(site, findings.ahead.line)]));
  for (const [instruction, role] of plan.roles) {
    if (role !== 'move' || instruction === plan.cut || commentsAbove(doc, instruction).length > 0) continue;
    const removed = deleteInstruction(doc, instruction);
    if (removed) edits.push(removed);
  }
  const { start } = findings;
  if (start && !plan.roles.has(start.instruction)) {
    const edit = startEdit(site, start);
    if (!edit) return undefined;
    edits.push(edit);
  }
  const old = stagePlace(doc, stage);
  const now = stage.from.name ? old : `stage:${stage.index + (beside ? 3 : 1)}`;
  const added = beside ? [names.base, names.beside, name] : [name];
  const touches = [
    ...added.map((each) => `stage:${each}`),
    ...['from', 'order', 'run', 'copy', 'arg'].map((place) => `${now}.${place}`),
    ...[...ofBuild.by.values()].flatMap((each) => [...each].map((variable) => `${now}.env.${variable}`)),
  ];
  const idle = [...plan.roles].some(([{ keyword: each }, role]) => each === 'WORKDIR' && role === 'build');
  if (idle || workdirLine(site, findings)) touches.push(`${now}.workdir`);
  for (const [name] of settingsLeft(site, findings)) touches.push(`${now}.env.${name}`);
  if (start) touches.push(`${now}.${start.instruction.keyword.toLowerCase()}`);
  const renames = old === now ? [] : [{ from: old, to: now }];
  return { edits, name, touches, renames, evidence: ofBuild.evidence };
}

/** The command that starts, on one line in place of what stood on several; `undefined` where comments stand between those. */
function startEdit({ doc }: Site, { instruction, args }: Start): Edit | undefined {
  const { argsStart, args: old, body, endLine } = instruction;
  const { end } = doc.lines.contentOf(endLine);
  const { span } = body.range(argsStart, argsStart + old.length);
  if (doc.text.slice(span.start, span.end).includes('#')) return undefined;
  return replaceSpan(doc, { start: span.start, end: Math.min(span.end, end) }, args.replace(/\s+/g, ' '));
}

/** The end of the build behind its last command, in one RUN: what it deletes is then never stored. */
function joinedFinish({ doc }: Site, { finish = [] }: Findings, { cut }: Plan): Edit | undefined {
  const { andChain, ok } = cut.shell;
  if (
    finish.length === 0 ||
    cut.keyword !== 'RUN' ||
    cut.line !== cut.endLine ||
    !ok ||
    !andChain ||
    /#|\bcd\b|[&|;\\]\s*$/.test(cut.args)
  )
    return undefined;
  const { start, end } = doc.lines.contentOf(cut.line);
  if (doc.lines.whole(cut.line).end === end) return undefined;
  const written = doc.text.slice(start, end).trimEnd().length;
  return insertAt(doc, start + written, finish.map((line) => ` && ${line.replace(/^RUN /, '')}`).join(''));
}

interface Names {
  readonly build: string;
  readonly base: string;
  readonly beside: string;
}

/** The stage beside the build, and the start of the build stage, between two lines of what is one stage now. */
function besideLines({ doc, stage }: Site, { above, lines }: Beside, { build, base, beside }: Names): string[] {
  const [from, as] = [keyword(stage.instruction, 'FROM'), keyword(stage.instruction, 'AS')];
  const before = (commentsAbove(doc, above)[0]?.line ?? above.line) - 1;
  const { start, end } = doc.lines.contentOf(before);
  const gap = doc.text.slice(start, end).trim() === '' ? [] : [''];
  return [...gap, `${from} ${base} ${as} ${beside}`, ...lines, '', `${from} ${base} ${as} ${build}`];
}

function nameStage({ doc, stage }: Site, name: string): Edit | undefined {
  const { from, instruction } = stage;
  if (from.name) return replaceLogical(doc, instruction, from.name.start, from.name.end, name);
  const { span, contiguous } = instruction.body.range(from.imageStart, from.imageEnd);
  return contiguous ? insertAt(doc, span.end, ` ${keyword(instruction, 'AS')} ${name}`) : undefined;
}

/** Written as the file writes its FROM. */
function keyword(model: Instruction, word: string): string {
  return model.keywordText === model.keywordText.toLowerCase() ? word.toLowerCase() : word;
}

/** An ENV in that case. */
function setting({ stage }: Site, line: string): string {
  return line.replace(/^ENV\b/, keyword(stage.instruction, 'ENV'));
}

/** A RUN in the case the file has its keywords in. */
function asWritten({ stage }: Site, line: string): string {
  return line.replace(/^RUN\b/, keyword(stage.instruction, 'RUN'));
}

interface RunStage {
  readonly names: Names;
  readonly used: (variable: string) => boolean;
  readonly ofBuild: BuildVariables;
}

function runStage(site: Site, findings: Findings, plan: Plan, { names, used, ofBuild }: RunStage): string[] {
  const { stage, doc } = site;
  const model = stage.instruction;
  const flags = model.flags.map((flag) => `--${flag.name}=${flag.value} `).join('');
  const as = stage.from.name ? ` ${stage.from.as?.text ?? keyword(model, 'AS')} ${stage.from.name.text}` : '';
  const lines = [`${keyword(model, 'FROM')} ${flags}${findings.base.image}${as}`];
  const workdir = workdirLine(site, findings);
  if (workdir) lines.push(`${keyword(model, 'WORKDIR')} ${workdir}`);
  for (const [name, value] of settingsLeft(site, findings)) lines.push(`${keyword(model, 'ENV')} ${name}=${value}`);
  const copyOf = (artefact: Artefact): string => copyLine(site, artefact, artefact.beside ? names.beside : names.build);
  const late = plan.artefacts.filter((artefact) => isCoveredBy(site, plan, artefact));
  const copies = plan.artefacts.filter((artefact) => !late.includes(artefact)).map(copyOf);
  if (late.length === 0) copies.push(...(findings.afterwards ?? []));
  const needsAccount = plan.artefacts.some(({ chown }) => chown !== undefined && !/^[\d:]+$/.test(chown));
  const extra =
    findings.packages?.filter(
      (each) => ![...plan.installs.values()].some(({ kept, instead }) => [...kept, ...instead].includes(each)),
    ) ?? [];
  let installed = extra.length === 0;
  let copied = false;
  let hasManual = !needsManual(site, findings, plan, extra);
  const prepare = (): void => {
    if (!hasManual) lines.push(`${keyword(model, 'RUN')} ${MANUAL_FOLDERS}`);
    hasManual = true;
  };
  const install = (): void => {
    if (!installed) prepare();
    if (!installed) lines.push(...installLines(site, { call: undefined, kept: [], instead: extra }));
    installed = true;
  };
  for (const [instruction, role] of plan.roles) {
    const packages = plan.installs.get(instruction);
    if (packages) {
      prepare();
      lines.push(
        ...installLines(site, installed ? packages : { ...packages, instead: [...packages.instead, ...extra] }),
      );
      installed = true;
    }
    const isBrought = isCopy(instruction);
    if (role === 'both' && (isBrought || instruction.keyword === 'USER')) install();
    if (role === 'both' && isBrought && !copied && !needsAccount) {
      lines.push(...copies);
      copied = true;
    }
    const isArgument = instruction.keyword === 'ARG' && instruction.pairs().pairs.some(({ key }) => used(key));
    if (role !== 'build' && instruction.keyword === 'RUN') {
      if (extra.includes('adduser')) install();
      prepare();
    }
    const without = ofBuild.by.get(instruction);
    if (without) lines.push(...envWithout(instruction, without, doc.escape));
    else if (instruction === findings.start?.instruction)
      lines.push(`${instruction.keywordText} ${findings.start.args}`);
    else if (role !== 'build' || isArgument) lines.push(...textOf(site, instruction));
  }
  install();
  prepare();
  if (!copied) lines.push(...copies);
  if (late.length > 0) lines.push(...late.map(copyOf), ...(findings.afterwards ?? []));
  return lines;
}

/** True for what a repeated COPY may bring as well, in another state: the build wrote it later. */
function isCoveredBy(site: Site, plan: Plan, { path, to }: Artefact): boolean {
  return [...plan.roles].some(([instruction, role]) => {
    if (role !== 'both' || !isCopy(instruction)) return false;
    const target = copyDestination(site, instruction);
    const files = copyArguments(instruction)?.sources.every((source) => NAMED_FILE.test(source)) ?? false;
    // Files go into a folder under their names, and none has that of a folder that a build makes.
    if (files && target !== (to ?? path) && !NAMED_FILE.test(path)) return false;
    return target === undefined || isWithin(to ?? path, target);
  });
}

const NAMED_FILE =
  /^[\w./*-]*\.(?:json|lock|lockb|ya?ml|txt|toml|mod|sum|in|cfg|ini|conf|xml|gradle|[cm]?[jt]s|py|sh)$/;

/** Slim images leave out the folders of the manual, in which some packages make links. */
function needsManual(site: Site, { base }: Findings, plan: Plan, extra: readonly string[]): boolean {
  if (base.image === site.stage.from.image || imageProfile(base.image)?.family !== 'debian') return false;
  if (site.doc.text.includes('/usr/share/man/man')) return false;
  const below = site.runs.filter(
    ({ instruction }) => instruction.index > plan.cut.index || plan.roles.get(instruction) !== 'build',
  );
  return [
    ...extra,
    ...[...plan.installs.values()].flatMap(({ kept, instead }) => [...kept, ...instead]),
    ...below.flatMap(({ instruction }) =>
      installCalls(instruction).flatMap(({ packages }) => packages.map(({ name }) => name)),
    ),
  ].some(needsManualFolder);
}

/** The directory the image started in, where the file counts on it and the run-time image has another. */
function workdirLine(site: Site, findings: Findings): string | undefined {
  const first = site.body.find(({ keyword: each }) => each === 'WORKDIR');
  if (first && /^["']?\//.test(first.args)) return undefined;
  const before = site.profile?.workdir;
  return before === undefined || before === imageProfile(findings.base.image)?.workdir ? undefined : before;
}

/** Variables of the present image that the program reads, and that the file does not set itself. */
function settingsLeft({ body }: Site, { settings = [] }: Findings): readonly (readonly [string, string])[] {
  const set = new Set(body.flatMap((each) => (each.keyword === 'ENV' ? each.pairs().pairs.map(({ key }) => key) : [])));
  return settings.filter(([name]) => !set.has(name));
}

/** Tells whether a build argument is named by what stands in the run-time stage, or by an argument that is. */
function usedBelow(site: Site, plan: Plan): (argument: string) => boolean {
  const texts: string[] = [];
  for (const instruction of site.body) {
    if (plan.roles.get(instruction) === 'build' && !plan.installs.has(instruction)) continue;
    const { body, heredocs } = instruction;
    texts.push(body.text, ...heredocs.map((heredoc) => site.doc.text.slice(heredoc.body.start, heredoc.body.end)));
    if (instruction.keyword === 'RUN' && /\bapt(?:-get)?\b/.test(body.text)) texts.push('$DEBIAN_FRONTEND');
  }
  const names = namesIn(texts.join('\n'));
  for (const { keyword: each, args } of [...plan.roles.keys()].reverse()) {
    if (each !== 'ARG') continue;
    const [name = '', value = ''] = args.split(/=(.*)/s);
    if (names.has(name)) for (const other of namesIn(value)) names.add(other);
  }
  return (argument) => names.has(argument);
}

function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]!));
}

/** The lines of an instruction, as they stand. */
function textOf({ doc }: Site, instruction: Instruction): string[] {
  return doc.text.slice(instruction.span.start, doc.lines.contentOf(instruction.endLine).end).split(/\r?\n/);
}

function copyLine({ stage }: Site, { path, to, chown, along }: Artefact, name: string): string {
  const owner = chown === undefined ? '' : ` --chown=${chown}`;
  const copy = `${keyword(stage.instruction, 'COPY')} --from=${name}${owner} ${path}`;
  if (along === undefined) return `${copy} ${to ?? path}`;
  const folder = imageParent(path);
  return `${copy} ${imageChild(folder, along)} ${imageChild(folder, '')}`;
}

const LONGEST = 110;

/** A line of apt or apk in the manner of the one it stands for. */
function installLines(site: Site, install: Install): string[] {
  const { stage, profile } = site;
  const { call, kept, instead, upgrade } = install;
  const sudo = call?.call.sudo ? 'sudo ' : '';
  if (profile?.family === 'alpine') {
    const add = kept.length + instead.length > 0 ? [apkCommand(install)] : [];
    return [
      `${keyword(stage.instruction, 'RUN')} ${[...(upgrade ? [upgradeOfApk(upgrade)] : []), ...add].join(' && ')}`,
    ];
  }
  const parts = [
    `${sudo}apt-get update`,
    ...(upgrade ? [upgrade] : []),
    ...(kept.length + instead.length > 0 ? [installCommand(call, kept, instead)] : []),
    `${sudo}rm -rf /var/lib/apt/lists/*`,
  ];
  const run = keyword(stage.instruction, 'RUN');
  const line = `${run} ${parts.join(' && ')}`;
  if (line.length <= LONGEST) return [line];
  return parts.map((part, at) => `${at === 0 ? `${run} ` : '    '}${part}${at < parts.length - 1 ? ' && \\' : ''}`);
}

function installCommand(install: Install['call'], kept: readonly string[], instead: readonly string[]): string {
  const packages = [...kept, ...instead].join(' ');
  if (!install) return `apt-get install -y --no-install-recommends ${packages}`;
  const { call } = install;
  const words = call.command.words.filter((word) => !call.packages.includes(word)).map(({ raw }) => raw);
  if (!hasOption(call, '-y', '--yes', '--assume-yes')) words.push('-y');
  if (kept.length === 0 && !hasOption(call, '--no-install-recommends')) words.push('--no-install-recommends');
  return [...call.command.assignments.map(({ raw }) => raw), ...words, packages].join(' ');
}

/** Without `--virtual`: the group was one for removing. */
function apkCommand({ call, kept, instead }: Install): string {
  const packages = [...kept, ...instead].join(' ');
  if (!call) return `apk add --no-cache ${packages}`;
  const given = call.call.packages;
  const words = call.call.command.words.map((word) => (given.includes(word) ? undefined : word.raw));
  const group = words.findIndex((word) => word === '--virtual' || word === '-t');
  if (group !== -1) words.splice(group, 2);
  const left = words.filter((word) => word !== undefined && !word.startsWith('--virtual='));
  if (hasOption(call.call, '--no-cache')) return [...left, packages].join(' ');
  // It fetches the index anew, as --update does.
  const plain = left.filter((word) => word !== '--update' && word !== '-U' && word !== '--update-cache');
  return [...plain, '--no-cache', packages].join(' ');
}

function upgradeOfApk(written: string): string {
  return /--no-cache|\s-U\b|--update/.test(written) ? written : `${written} --no-cache`;
}
