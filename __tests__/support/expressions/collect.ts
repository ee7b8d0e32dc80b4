// The regular expressions of the program: literals, and those that are put together of parts which stand in the source.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { anyOf, exactPattern, partPattern, wordPattern } from '../../../src/model/index.js';
import { sourceFileOf } from '../source-files.js';
import { root } from '../transforms.js';

export interface Expression {
  readonly expression: RegExp;
  /** `src/model/words.ts:36`, the first place. */
  readonly place: string;
}

/** They make one expression of several, and that one is what runs. */
const COMPOSERS = { anyOf, exactPattern, partPattern, wordPattern };

/** Every expression once. */
export function collectExpressions(): Expression[] {
  const found = new Map<string, Expression>();
  for (const path of filesBelow('src', 'transforms')) {
    const source = sourceFileOf(path);
    const visit = (node: ts.Node): void => {
      const expression = expressionOf(node);
      if (!expression) {
        ts.forEachChild(node, visit);
        return;
      }
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      if (!found.has(String(expression))) found.set(String(expression), { expression, place: `${path}:${line}` });
    };
    visit(source);
  }
  return [...found.values()];
}

function filesBelow(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
}

/** The expression that a node of the source is, where it can be told without running the program. */
function expressionOf(node: ts.Node): RegExp | undefined {
  if (ts.isRegularExpressionLiteral(node)) return literal(node);
  if (ts.isCallExpression(node) && Object.hasOwn(COMPOSERS, node.expression.getText())) return composed(node);
  if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') return constructed(node);
  return undefined;
}

function literal(node: ts.RegularExpressionLiteral): RegExp {
  const end = node.text.lastIndexOf('/');
  return new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
}

/** `wordPattern('a b', { after: /$/ })`, made as the program makes it; `undefined` where a part is named elsewhere. */
function composed(node: ts.CallExpression): RegExp | undefined {
  try {
    return new Function(...Object.keys(COMPOSERS), `return ${node.getText()};`)(...Object.values(COMPOSERS));
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** `new RegExp(...)` of a text that is written there. Parts that are not known are taken for a word. */
function constructed({
  arguments: [pattern, flags] = ts.factory.createNodeArray(),
}: ts.NewExpression): RegExp | undefined {
  const given = flags && ts.isStringLiteral(flags) ? flags.text : '';
  if (!pattern) return undefined;
  if (ts.isStringLiteralLike(pattern)) return new RegExp(pattern.text, given);
  if (!ts.isTemplateExpression(pattern)) return undefined;
  const text = pattern.templateSpans.map(({ literal: { text: behind } }) => `name${behind}`).join('');
  return new RegExp(pattern.head.text + text, given);
}
