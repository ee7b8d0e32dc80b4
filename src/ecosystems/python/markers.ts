// Which Python an image has, and what an environment marker says there.
import { imageProfile } from '../../knowledge/index.js';
import { officialName, parseImageReference, rowOf } from '../../model/index.js';

/**
 * Python 3 of a distribution's release, where it has one only.
 * Sources: https://packages.debian.org/python3, https://packages.ubuntu.com/python3,
 * https://pkgs.alpinelinux.org/packages?name=python3, https://packages.fedoraproject.org/pkgs/python3/
 */
const PYTHONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  debian: { jessie: '3.4', stretch: '3.5', buster: '3.7', bullseye: '3.9', bookworm: '3.11', trixie: '3.13' },
  ubuntu: {
    trusty: '3.4',
    xenial: '3.5',
    bionic: '3.6',
    focal: '3.8',
    jammy: '3.10',
    noble: '3.12',
    plucky: '3.13',
    questing: '3.13',
  },
  alpine: {
    '3.7': '3.6',
    '3.8': '3.6',
    '3.9': '3.6',
    '3.10': '3.7',
    '3.11': '3.8',
    '3.12': '3.8',
    '3.13': '3.8',
    '3.14': '3.9',
    '3.15': '3.9',
    '3.16': '3.10',
    '3.17': '3.10',
    '3.18': '3.11',
    '3.19': '3.11',
    '3.20': '3.12',
    '3.21': '3.12',
    '3.22': '3.12',
  },
};

/** Releases that still had Python 2, whose `pip` and `python` may be either. */
const HAD_PYTHON_2: Readonly<Record<string, readonly string[]>> = {
  debian: ['jessie', 'stretch', 'buster'],
  ubuntu: ['trusty', 'xenial', 'bionic'],
  alpine: ['3.7', '3.8', '3.9', '3.10', '3.11'],
};

/** Images that are named like Python's own and tagged by its version. */
const BY_TAG =
  /^(?:public\.ecr\.aws\/lambda\/python|docker\.io\/amazon\/aws-lambda-python|docker\.io\/bitnami\/python)$/;

/**
 * The Python that pip installs for in an image, as major and minor version (`3.12`), from what its reference says;
 * `undefined` where it does not say.
 * @param three the command names Python 3 (`pip3`, `python3 -m pip`).
 */
export function pythonOf(image: string, three: boolean): string | undefined {
  const reference = parseImageReference(image);
  if (!reference) return undefined;
  if (officialName(reference) === 'python' || BY_TAG.test(`${reference.host}/${reference.path}`)) {
    const version = /^(\d)(?:\.(\d{1,2}))?(?:[.-]|(?:a|b|rc)\d|$)/.exec(reference.tag ?? '');
    // There will be no other minor version of 2.
    if (version?.[1] === '2') return version[2] === undefined || version[2] === '7' ? '2.7' : undefined;
    return version?.[2] === undefined ? undefined : `${version[1]}.${version[2]}`;
  }
  const profile = imageProfile(image);
  if (profile?.language === 'python' || profile?.release === undefined || profile.family === undefined)
    return undefined;
  const { family } = profile;
  const release = family === 'alpine' ? /^\d+\.\d+/.exec(profile.release)?.[0] : profile.release;
  if (release === undefined || (!three && HAD_PYTHON_2[family]?.includes(release))) return undefined;
  return PYTHONS[family]?.[release];
}

/** True for an image of Python's own, whose `/usr/local` holds the Python and whose `/usr` may hold another. */
export function isPythonImage(image: string): boolean {
  const reference = parseImageReference(image);
  return reference !== undefined && officialName(reference) === 'python';
}

/** -1, 0 or 1: `3.9` is before `3.10`. */
export function comparePythons(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/**
 * What an environment marker says on Linux with CPython of this version; `undefined` where that does not decide.
 * Source: https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
 */
export function markerHolds(marker: string, python: string): boolean | undefined {
  const tokens = marker.match(/'[^']*'|"[^"]*"|[<>=!~]{1,3}|[()]|[\w.]+/g) ?? [];
  if (tokens.length === 0 || tokens.length > 100) return undefined;
  const state = { tokens, at: 0, depth: 0 };
  const result = either(state, python);
  return state.at === tokens.length ? result : undefined;
}

interface State {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

function either(state: State, python: string): boolean | undefined {
  let result = both(state, python);
  while (state.tokens[state.at] === 'or') {
    state.at++;
    const other = both(state, python);
    result = result === true || other === true ? true : result === false && other === false ? false : undefined;
  }
  return result;
}

function both(state: State, python: string): boolean | undefined {
  let result = single(state, python);
  while (state.tokens[state.at] === 'and') {
    state.at++;
    const other = single(state, python);
    result = result === false || other === false ? false : result === true && other === true ? true : undefined;
  }
  return result;
}

function single(state: State, python: string): boolean | undefined {
  const { tokens } = state;
  if (tokens[state.at] === '(') {
    state.at++;
    const inner = either(state, python);
    if (tokens[state.at] === ')') state.at++;
    else state.at = -1;
    return inner;
  }
  const left = tokens[state.at++] ?? '';
  let operator = tokens[state.at++] ?? '';
  if (operator === 'not' && tokens[state.at] === 'in') {
    state.at++;
    operator = 'not in';
  }
  const right = tokens[state.at++] ?? '';
  if (/^['"]/.test(left) === /^['"]/.test(right)) return undefined;
  if (/^['"]/.test(right)) return compared(left, operator, right.slice(1, -1), python);
  const mirrored = operator.replace(/^[<>]/, (sign) => (sign === '<' ? '>' : '<'));
  return /in$/.test(operator) ? undefined : compared(right, mirrored, left.slice(1, -1), python);
}

const VALUES: Readonly<Record<string, string>> = {
  sys_platform: 'linux',
  'sys.platform': 'linux',
  os_name: 'posix',
  'os.name': 'posix',
  platform_system: 'Linux',
  platform_python_implementation: 'CPython',
  implementation_name: 'cpython',
};

function compared(variable: string, operator: string, value: string, python: string): boolean | undefined {
  if (variable === 'python_version' || variable === 'python_full_version') {
    const short = /^\d+\.\d+$/.test(value);
    if (!/^\d+(?:\.\d+){0,2}$/.test(value)) return undefined;
    const order = comparePythons(python, value.split('.').slice(0, 2).join('.'));
    // A patch version, or the full version of a Python of which only the minor one is known.
    if (order === 0 && (!short || variable === 'python_full_version')) return undefined;
    return ordered(order, operator);
  }
  const own = rowOf(VALUES, variable);
  if (own === undefined) return undefined;
  if (operator === '==') return own === value || (variable.startsWith('sys') && value === 'linux2' ? undefined : false);
  if (operator === '!=') return own !== value;
  if (operator === 'in') return value.includes(own);
  return operator === 'not in' ? !value.includes(own) : undefined;
}

function ordered(order: number, operator: string): boolean | undefined {
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  if (operator === '==') return order === 0;
  return operator === '!=' ? order !== 0 : undefined;
}
