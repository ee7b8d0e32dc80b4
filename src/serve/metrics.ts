// Prometheus' text format is a line a number. A client library would bring thirty times as much code as there is here, and
// collectors that reach into the process.

interface Family {
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** Of a gauge. */
  read?(): number;
}

export interface Metrics {
  /** @param label `outcome="done"`: of a closed list, so that nobody can make lines. */
  count(name: string, label?: string, by?: number): void;
  text(): string;
}

/** Numbers by their names, and what they are. Counters without labels are there from the start. */
export function makeMetrics(families: Readonly<Record<string, Family>>): Metrics {
  const counted = new Map<string, Map<string, number>>();
  return {
    count(name, label = '', by = 1) {
      const family = counted.get(name) ?? new Map<string, number>();
      counted.set(name, family);
      family.set(label, (family.get(label) ?? 0) + by);
    },
    text() {
      const lines: string[] = [];
      for (const [name, { help, type, read }] of Object.entries(families)) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
        const values = read ? new Map([['', read()]]) : (counted.get(name) ?? new Map<string, number>());
        for (const [label, value] of values) lines.push(`${name}${label === '' ? '' : `{${label}}`} ${value}`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}
