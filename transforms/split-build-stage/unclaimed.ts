// Build tools that stay in the image where no recipe knows what they build.
import type { Instruction } from '../../src/dockerfile/index.js';
import { installCalls, isApt, isOfDistribution, runCommands, type Site } from '../../src/runs/index.js';
import { textsOf } from '../../src/shell/index.js';
import { officialName, parseImageReference, exactPattern, type Stop, stop } from '../../src/model/index.js';

/** Official images that are there to compile. */
const COMPILES = new Set(['golang', 'rust', 'gcc', 'buildpack-deps', 'maven', 'gradle']);
/** Packages of Red Hat's and SUSE's distributions that builds need. Their libraries at run time have no table here. */
const RPM = exactPattern(
  'gcc gcc-c++ gcc-gfortran clang make cmake autoconf automake libtool bison flex rpm-build kernel-devel',
  {
    also: [
      /(?:python|ruby|php)[\d.]*-dev(?:el)?/,
      /[\w.+-]{1,60}-devel/,
      /"?@?development(?: |-)tools"?/,
      /patterns-devel\S*/,
    ],
    flags: 'i',
  },
);

/** Why the stage keeps its build tools; `undefined` where it has none. */
export function stopLeftBehind(site: Site): Stop<Instruction> | undefined {
  for (const { instruction } of site.runs) {
    const tools = [
      ...installCalls(instruction).flatMap(({ packages }) =>
        packages.filter(({ role }) => role === 'build').map(({ name }) => name),
      ),
      ...rpmTools(instruction),
    ];
    if (tools.length === 0) continue;
    return stop(
      'needs-evidence',
      `${tools.slice(0, 5).join(', ')} ${tools.length > 1 ? 'stay' : 'stays'} in the image, and which files the program needs of what is built with ${tools.length > 1 ? 'them' : 'it'} is not seen; decide that and copy them from a build stage, or install the library in place of a -dev package where nothing is built`,
      instruction,
    );
  }
  const reference = parseImageReference(site.image);
  if (
    !reference ||
    !COMPILES.has(officialName(reference) ?? '') ||
    /^(?:scm|curl)\b|-(?:scm|curl)$/.test(reference.tag ?? '')
  )
    return undefined;
  return stop(
    'needs-evidence',
    `${site.image} is an image to build with, and which files the program needs of it is not seen: no line here is known to build; decide that and copy them from a build stage into an image without compilers`,
    site.stage.instruction,
  );
}

/** The build packages that yum, dnf and zypper install in a RUN and leave there. */
function rpmTools(instruction: Site['body'][number]): string[] {
  const found: string[] = [];
  const removed = new Set<string>();
  for (const { call } of runCommands(instruction)) {
    if (!call || !isOfDistribution(call.manager) || isApt(call) || call.manager === 'apk') continue;
    const names = textsOf(call.packages);
    if (call.action === 'remove') for (const name of names) removed.add(name);
    else if (call.action === 'install') found.push(...names.filter((name) => RPM.test(name)));
  }
  return found.filter((name) => !removed.has(name));
}
