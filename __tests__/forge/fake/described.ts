// Requests and answers held against a forge's own description of its interface (OpenAPI 3.0).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { closed, completed, strict, type Schema, type Schemas } from './schema.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly $ref?: string;
}

interface Content {
  readonly $ref?: string;
  readonly required?: boolean;
  readonly content?: { readonly 'application/json'?: { readonly schema?: Schema } };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas?: Schemas;
    readonly parameters?: Readonly<Record<string, Parameter>>;
    readonly requestBodies?: Readonly<Record<string, Content>>;
    readonly responses?: Readonly<Record<string, Content>>;
  };
}

interface Asked {
  readonly method: string;
  /** As it was sent, below the root of the interface. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** `undefined` where there was none. */
  readonly body: unknown;
}

export interface Description {
  /** What is wrong with a request; `undefined` for one that is not described. */
  readonly faultsOf: (asked: Asked) => readonly string[] | undefined;
  /** The answer with what it does not say itself, and what is wrong with what it says. */
  readonly answered: (
    asked: Asked,
    status: number,
    body: unknown,
  ) => { readonly body: unknown; readonly faults: string[] };
}

const read = new Map<string, Description>();

/**
 * @param file the description. It is read once: what is made of its schemas takes a while.
 * @param root that the paths in the description begin with, and those of requests do not.
 * @returns `undefined` where it is not there.
 */
export function descriptionIn(file: string, root = ''): Description | undefined {
  if (!existsSync(file)) return undefined;
  const known = read.get(file) ?? descriptionOf(strict(JSON.parse(readFileSync(file, 'utf8'))) as Document, root);
  read.set(file, known);
  return known;
}

function descriptionOf(document: Document, root: string): Description {
  const schemas = document.components.schemas ?? {};
  // Descriptions say things that JSON schemas do not, and formats that nobody knows.
  const options = { strict: false, validateFormats: false, allErrors: true, logger: false } as const;
  const inJson = new Ajv(options);
  // In an address, everything is text.
  const inAddress = new Ajv({ ...options, coerceTypes: 'array' });
  for (const ajv of [inJson, inAddress]) ajv.addSchema({ components: { schemas } }, 'document');
  const compiled = new Map<Schema, ValidateFunction>();

  function errorsOf(schema: Schema, value: unknown, ajv = inJson): string[] {
    const validate = compiled.get(schema) ?? ajv.compile(absolute(schema));
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const { additionalProperty: key } = params as { readonly additionalProperty?: string };
      return `${instancePath} ${message}${key === undefined ? '' : `: ${key}`}`;
    });
  }

  function operationOf({ method, path }: Asked): Operation | undefined {
    const asked = `${root}${path}`.split('/');
    const fits = Object.keys(document.paths)
      .filter((template) => isOf(template.split('/'), asked))
      .sort((a, b) => a.split('{').length - b.split('{').length);
    return document.paths[fits[0] ?? '']?.[method.toLowerCase()];
  }

  const wrappings = new Map<Schema, Schema>();
  /** Only what stands in an object can be made another type. */
  function wrapped(schema: Schema): Schema {
    const known = wrappings.get(schema) ?? { type: 'object', properties: { value: schema } };
    wrappings.set(schema, known);
    return known;
  }

  function contentOf(kind: 'requestBodies' | 'responses', content: Content | undefined): Content | undefined {
    const name = content?.$ref?.split('/').at(-1);
    return name === undefined ? content : document.components[kind]?.[name];
  }

  const closings = new Map<Operation, Schema>();
  function bodySchema(operation: Operation): Schema | undefined {
    const schema = contentOf('requestBodies', operation.requestBody)?.content?.['application/json']?.schema;
    if (schema === undefined) return undefined;
    const known = closings.get(operation) ?? closed(schema, schemas);
    closings.set(operation, known);
    return known;
  }

  return {
    faultsOf(asked) {
      const operation = operationOf(asked);
      if (operation === undefined) return undefined;
      const faults: string[] = [];
      const named = (operation.parameters ?? []).map((each) =>
        each.$ref === undefined ? each : document.components.parameters![each.$ref.split('/').at(-1)!]!,
      );
      const inQuery = named.filter((each) => each.in === 'query');
      for (const [key, value] of asked.query) {
        const parameter = inQuery.find(({ name }) => name === key || name === key.replace(/\[\]$/, ''));
        if (parameter === undefined) faults.push(`?${key} is not known`);
        else if (parameter.schema)
          faults.push(...errorsOf(wrapped(parameter.schema), { value }, inAddress).map((each) => `?${key}${each}`));
      }
      for (const { name, required } of inQuery)
        if (required && !asked.query.has(name)) faults.push(`?${name} is missing`);
      const schema = bodySchema(operation);
      if (schema === undefined) return asked.body === undefined ? faults : [...faults, 'takes no body'];
      const isNeeded = contentOf('requestBodies', operation.requestBody)?.required;
      if (asked.body === undefined) return isNeeded ? [...faults, 'has no body'] : faults;
      return [...faults, ...errorsOf(schema, asked.body)];
    },
    answered(asked, status, body) {
      const content = contentOf('responses', operationOf(asked)?.responses[String(status)]);
      const schema = content?.content?.['application/json']?.schema;
      if (schema === undefined) return { body, faults: [] };
      const whole = completed(schema, body, schemas);
      return { body: whole, faults: errorsOf(schema, whole) };
    },
  };
}

/** Descriptions with other licences lie beside the checkout: HARDEN_OPENAPI names their folder. */
export function describedBeside(name: string): string {
  return join(process.env.HARDEN_OPENAPI ?? join(__dirname, '../../../../shared/openapi'), `${name}.json`);
}

function isOf(template: readonly string[], path: readonly string[]): boolean {
  return (
    template.length === path.length &&
    template.every((part, at) => (part.startsWith('{') ? path[at] !== '' : part === path[at]))
  );
}

/** The schema with references that lead from anywhere. */
function absolute(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/'));
}
