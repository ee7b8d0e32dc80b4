// Amounts of memory and processor time, as Compose and Kubernetes write them.

export interface Resources {
  readonly 'requests.cpu'?: string;
  readonly 'requests.memory'?: string;
  readonly 'limits.cpu'?: string;
  readonly 'limits.memory'?: string;
}

const QUANTITY = /^(\d{1,15}(?:\.\d{1,9})?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;
const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function isQuantity(text: string): boolean {
  return QUANTITY.test(text) && quantity(text) > 0;
}

/** The number that a quantity stands for; NaN for what is none. */
export function quantity(text: string): number {
  const match = QUANTITY.exec(text);
  return match ? Number(match[1]) * (match[2] === undefined ? 1 : FACTORS[match[2]]!) : Number.NaN;
}

/** `512M` of Compose, where every unit is a power of 1024, is `512Mi`. Source: https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values */
export function fromMemory(text: string | undefined): string | undefined {
  const match = /^(\d{1,12})(?:\.0+)?\s*([bkmg]?)b?$/i.exec(text ?? '');
  if (!match || Number(match[1]) === 0) return undefined;
  const unit = { k: 'Ki', m: 'Mi', g: 'Gi' }[match[2]!.toLowerCase()] ?? '';
  return `${Number(match[1])}${unit}`;
}

/** `0.50` of Compose is `500m`, and `2` is `2`. */
export function fromCpus(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{0,4}(?:\.\d{1,6})?$/.test(text)) return undefined;
  const cpus = Number(text);
  if (!(cpus > 0)) return undefined;
  return Number.isInteger(cpus) ? String(cpus) : `${Math.max(1, Math.round(cpus * 1000))}m`;
}
