// Elements made of data. Text is text: nothing here takes markup.

export type Child = Node | string | undefined;

interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | ((event: Event) => void);
}

/** An element: `on...` takes a listener, `true` an attribute without a value, `undefined` and `false` none. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  fill(element, attributes, children);
  return element;
}

/** The same of a drawing. */
export function svg(name: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  fill(element, attributes, children);
  return element;
}

function fill(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  element.append(...there(children));
}

/** Takes the place of what an element holds. */
export function put(element: Element, children: readonly Child[]): void {
  element.replaceChildren(...there(children));
}

/** The children that are there. */
export function there(children: readonly Child[]): readonly (Node | string)[] {
  return children.filter((child) => child !== undefined);
}

/** The element of the page with that id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/** A count with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A link that leaves the page; text where the address is no https. */
export function outLink(address: string, text: string): Child {
  if (!/^https?:\/\//.test(address)) return text;
  return el('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, text);
}

/** The lines of a patch, those that come and go in their colours. */
export function patch(text: string): HTMLElement {
  const lines = text.split('\n').map((line) => {
    const kind = /^(?:\+\+\+|---|@@|\\|… )/.test(line)
      ? 'note'
      : line.startsWith('+')
        ? 'add'
        : line.startsWith('-')
          ? 'remove'
          : '';
    return el('span', { class: kind }, `${line}\n`);
  });
  return el('pre', { class: 'patch', tabindex: 0 }, ...lines);
}

/** What is believed of a step, what breaks where it is wrong, and how to check it. */
export function assumptionList(assumptions: readonly (readonly [string, string, string])[]): HTMLElement | undefined {
  if (assumptions.length === 0) return undefined;
  return el(
    'dl',
    { class: 'assumptions' },
    ...assumptions.flatMap(([believes, breaksIf, checkBy]) => [
      el('dt', {}, 'Assumes'),
      el('dd', {}, believes),
      el('dt', {}, 'Breaks if'),
      el('dd', {}, breaksIf),
      el('dt', {}, 'Check by'),
      el('dd', {}, checkBy),
    ]),
  );
}

/** Lets the person change between dark and light. */
export function themeButton(): HTMLElement {
  return el(
    'button',
    {
      type: 'button',
      id: 'theme',
      class: 'quiet',
      onclick: () => {
        const { dataset } = document.documentElement;
        const isDark = dataset.theme ? dataset.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
        dataset.theme = isDark ? 'light' : 'dark';
      },
    },
    'Dark or light',
  );
}

/** What the page holds as data. */
export function dataOf<Data>(): Data {
  return JSON.parse(byId('data').textContent ?? '') as Data;
}
