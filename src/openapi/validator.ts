import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { DescriptionError, type JsonObject } from './description.ts';

/** Says what is wrong with a value, or nothing. */
export type Check = (value: unknown) => string | undefined;

const ID = 'description';

/** Makes checks of values against schemas of a description, which its own references may lead through. */
export function validator(root: JsonObject): (schema: unknown) => Check {
  // Reading a description of thousands of schemas takes seconds less without inlining.
  const ajv = new Ajv2020({ strict: false, validateSchema: false, inlineRefs: false, logger: false });
  formats.default(ajv);
  const { $id: _id, $schema: _schema, ...rest } = root;
  ajv.addSchema({ ...rest, $id: ID });
  return (schema) => {
    const check = compiled(ajv, schema);
    return (value) => {
      if (check(value)) return undefined;
      const [error] = check.errors ?? [];
      return `${error?.instancePath || 'the body'} ${error?.message ?? 'is wrong'}`;
    };
  };
}

function compiled(ajv: Ajv2020, schema: unknown): ValidateFunction {
  try {
    return ajv.compile(anchored(schema ?? true) as JsonObject);
  } catch (error) {
    throw new DescriptionError(`its schema cannot be used: ${(error as Error).message}`);
  }
}

/** References of a schema taken out of its document lead into the document. */
function anchored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(anchored);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isLocal = key === '$ref' && typeof inner === 'string' && inner.startsWith('#');
      return [key, isLocal ? `${ID}${inner}` : anchored(inner)];
    }),
  );
}
