export interface Quote {
  id: number;
  text: string;
}

const QUOTES: readonly string[] = ['Measure twice, cut once.', 'Less is more.'];

export function pick(id: number): Quote | undefined {
  const text = QUOTES[id];
  return text === undefined ? undefined : { id, text };
}
