// What is made of schemas: closed ones, and values that have all they need.

/** The part of OpenAPI's schemas that is read here. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minItems?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

function resolved(schema: Schema, schemas: Schemas): Schema {
  const named = schema.$ref === undefined ? undefined : schemas[schema.$ref.split('/').at(-1)!];
  return named === undefined ? schema : resolved(named, schemas);
}

const NULL: Schema = { type: 'object', nullable: true, enum: [null] };

/** A description in which `nullable` means what its authors mean, also without a type and beside values. */
export function strict(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(strict);
  if (typeof part !== 'object' || part === null) return part;
  const whole: Record<string, unknown> = Object.fromEntries(
    Object.entries(part).map(([key, each]) => [key, strict(each)]),
  );
  if (whole.nullable !== true) return whole;
  if (Array.isArray(whole.enum) && !whole.enum.includes(null)) return { ...whole, enum: [...whole.enum, null] };
  if (whole.type !== undefined) return whole;
  const { nullable, ...rest } = whole;
  return { anyOf: [rest, NULL] };
}

/** The schema of a body that takes no key that it does not name: forges ignore a misspelt one. */
export function closed(schema: Schema, schemas: Schemas): Schema {
  const { properties, items, anyOf, oneOf, ...rest } = resolved(schema, schemas);
  const each = (list: readonly Schema[]) => list.map((one) => closed(one, schemas));
  return {
    ...rest,
    ...(items ? { items: closed(items, schemas) } : {}),
    // Alternatives beside properties only say more about these.
    ...(anyOf ? { anyOf: properties ? anyOf : each(anyOf) } : {}),
    ...(oneOf ? { oneOf: properties ? oneOf : each(oneOf) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, closed(one, schemas)])),
          additionalProperties: rest.additionalProperties ?? false,
        }
      : {}),
  };
}

/** A value with what its schema demands and it does not have. */
export function completed(schema: Schema, value: unknown, schemas: Schemas): unknown {
  const { allOf, anyOf, oneOf, ...own } = resolved(schema, schemas);
  const among = anyOf ?? oneOf;
  if (value === null && (own.nullable || own.enum?.includes(null))) return null;
  if (allOf) return allOf.reduce<unknown>((all, each) => completed(each, all, schemas), value);
  if (among && !own.properties) return completed(alternative(among, value, schemas), value, schemas);
  if (value === undefined) {
    if (own.nullable) return null;
    if (own.enum) return own.enum[0];
  }
  if (own.properties || own.type === 'object') return completedObject(own, value, schemas);
  if (own.type === 'array') {
    const list = Array.isArray(value) ? value : Array.from({ length: own.minItems ?? 0 });
    return list.map((each) => completed(own.items ?? {}, each, schemas));
  }
  return value === undefined ? sample(own) : value;
}

function completedObject({ properties = {}, required = [] }: Schema, value: unknown, schemas: Schemas): unknown {
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) return value;
  const whole: Record<string, unknown> = { ...value };
  for (const [key, each] of Object.entries(properties))
    if (key in whole || required.includes(key)) whole[key] = completed(each, whole[key], schemas);
  return whole;
}

/** The alternative that has most of the keys of the value. */
function alternative(among: readonly Schema[], value: unknown, schemas: Schemas): Schema {
  const count = (each: Schema): number => {
    const { properties = {}, type, items } = resolved(each, schemas);
    if (Array.isArray(value)) return type === 'array' || items ? 1 : -1;
    if (typeof value === 'object' && value !== null)
      return type === 'array' ? -1 : Object.keys(value).filter((key) => key in properties).length;
    return type === typeof value || (type === 'integer' && typeof value === 'number') ? 1 : 0;
  };
  return [...among].sort((a, b) => count(b) - count(a))[0]!;
}

const SAMPLES: Readonly<Record<string, unknown>> = {
  'date-time': '2026-01-01T00:00:00Z',
  uri: 'https://forge.example/',
  email: 'somebody@forge.example',
};

function sample({ type, format }: Schema): unknown {
  if (type === 'string') return SAMPLES[format ?? ''] ?? 'text';
  if (type === 'integer' || type === 'number') return 1;
  return type === 'boolean' ? false : {};
}
