import { expect, test } from 'vitest';
import { bodyFor } from '../../src/openapi/body-for.ts';
import { readDescription, webhooksOf, type JsonObject } from '../../src/openapi/description.ts';
import { plainSchemas } from '../../src/openapi/plain-schemas.ts';
import { validator } from '../../src/openapi/validator.ts';
import { fixedHeaders, webhookBody } from '../../src/openapi/webhook-body.ts';
import { createFill } from '../../src/samples/placeholders.ts';

const fill = createFill({ seed: '1', now: Date.UTC(2026, 0, 1) });

interface Media {
  readonly schema?: unknown;
  readonly example?: unknown;
  readonly examples?: unknown;
}

function describe(media: Media, schemas: JsonObject = {}): JsonObject {
  const item = { post: { requestBody: { content: { 'application/json': media } } } };
  return {
    openapi: '3.1.0',
    webhooks: { a: item },
    components: { schemas, examples: { shared: { value: 7 } } },
  };
}

/** The body of the one webhook of a description; it is checked as the command does. */
function found(root: JsonObject, improve: (value: unknown) => unknown = (value) => value) {
  const webhook = webhookBody(root, (root['webhooks'] as JsonObject)['a']);
  const check = validator(root)(webhook.schema);
  const body = bodyFor({ root, webhook, check, fill, improve });
  const sent: unknown = JSON.parse(fill(JSON.stringify(body.value)));
  expect(check(sent)).toBeUndefined();
  return { ...body, sent };
}

const node = { $ref: '#/components/schemas/node' };
const nullable = (inner: unknown) => ({ oneOf: [inner, { type: 'null' }] });

/** Schemas of one kind of trouble each, and the definitions they refer to. */
const SCHEMAS: readonly (readonly [string, unknown, JsonObject?])[] = [
  ['anything', true],
  ['no keywords', {}],
  ['a constant', { const: { a: 1 } }],
  ['a choice of values', { enum: [null, 'a', 'b'] }],
  ['null alone', { type: 'null' }],
  ['several types', { type: ['null', 'integer'] }],
  ['bounds', { type: 'integer', minimum: 10, maximum: 12, multipleOf: 3 }],
  ['bounds left out', { type: 'integer', exclusiveMinimum: 4, exclusiveMaximum: 6 }],
  ['narrow bounds', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.001 }],
  ['an upper bound', { type: 'number', maximum: -5 }],
  ['a large factor', { type: 'integer', multipleOf: 60 }],
  ['lengths', { type: 'string', minLength: 20, maxLength: 22 }],
  ['a short text', { type: 'string', maxLength: 1 }],
  ['an empty text', { type: 'string', maxLength: 0 }],
  ['a pattern', { type: 'string', pattern: '^ord_[0-9a-f]{8}(-(a|b))?$' }],
  ['a pattern with lengths', { type: 'string', pattern: '^[A-Z]+$', minLength: 4, maxLength: 6 }],
  ...[
    'date-time',
    'date',
    'time',
    'duration',
    'uuid',
    'email',
    'hostname',
    'ipv4',
    'ipv6',
    'uri',
    'uri-reference',
    'uri-template',
    'json-pointer',
    'regex',
    'byte',
    'int64',
    'unheard-of',
  ].map((format) => [`the format ${format}`, { type: 'string', format }] as const),
  [
    'distinct entries',
    { type: 'array', minItems: 4, uniqueItems: true, items: { type: 'string', format: 'email' } },
  ],
  [
    'distinct times',
    { type: 'array', minItems: 3, uniqueItems: true, items: { type: 'string', format: 'date-time' } },
  ],
  ['distinct choices', { type: 'array', minItems: 3, uniqueItems: true, items: { enum: ['a', 'b', 'c'] } }],
  ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false }],
  ['an entry that must be in it', { type: 'array', contains: { const: 5 }, minItems: 1 }],
  ['no entries', { type: 'array', maxItems: 0, items: { type: 'string' } }],
  ['a map', { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 2 }],
  ['few fields', { type: 'object', properties: { a: {}, b: {}, c: {} }, required: ['c'], maxProperties: 2 }],
  ['a field nobody describes', { type: 'object', required: ['a'] }],
  ['no other fields', { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }],
  [
    'fields called like the language',
    JSON.parse(
      '{"type":"object","required":["__proto__"],"properties":{"__proto__":{"type":"integer"},"constructor":{"type":"string"}}}',
    ),
  ],
  [
    'all of several',
    {
      allOf: [
        { type: 'object', required: ['a'], properties: { a: { type: ['string', 'null'] } } },
        { properties: { a: { type: 'null' }, b: { const: 1 } }, required: ['b'] },
      ],
    },
  ],
  [
    'one of two that both would fit',
    { oneOf: [{ type: 'integer' }, { type: 'integer', minimum: 5 }, { type: 'boolean' }] },
  ],
  [
    'any of several, with fields beside',
    {
      type: 'object',
      required: ['k'],
      properties: { x: { type: 'string' } },
      anyOf: [{ properties: { k: { const: 'a' } } }, { properties: { k: { const: 'b' } } }],
    },
  ],
  [
    'a tree',
    node,
    {
      node: {
        type: 'object',
        required: ['kids', 'up'],
        properties: { kids: { type: 'array', items: node }, up: nullable(node) },
      },
    },
  ],
  [
    'a tree of two',
    node,
    {
      node: { type: 'object', properties: { other: { $ref: '#/components/schemas/other' } } },
      other: { type: 'object', required: ['node'], properties: { node: nullable(node) } },
    },
  ],
  [
    'an expression',
    node,
    {
      node: {
        oneOf: [{ type: 'object', required: ['left'], properties: { left: node } }, { type: 'string' }],
      },
    },
  ],
  [
    'the same schema twice',
    { allOf: [node, { type: 'object', properties: { a: node } }, node] },
    { node: { type: 'object' } },
  ],
  [
    'a wrong example inside',
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 9, examples: ['short'] } },
      required: ['a'],
    },
  ],
  ['what must not be', { type: 'object', properties: { a: {} }, not: { required: ['a'] } }],
  [
    'if and then',
    JSON.parse(
      '{"type":"object","required":["a"],"properties":{"a":{"enum":["x","y"]}},"if":{"properties":{"a":{"const":"x"}}},"then":{"required":["b"]},"else":true}',
    ),
  ],
];

test.each(SCHEMAS)('a body made from %s validates', (_what, schema, schemas) => {
  expect(found(describe({ schema }, schemas as JsonObject | undefined)).origin).toEqual({
    kind: 'schema',
    insteadOf: null,
  });
});

test('fields that need not be there are shown, recursion ends', () => {
  const tree = {
    type: 'object',
    properties: { name: { type: 'string' }, kids: { type: 'array', items: node } },
  };
  expect(found(describe({ schema: node }, { node: tree })).sent).toEqual({ name: 'text', kids: [] });
});

test('a very wide and deep schema ends with less', () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => {
      const next = { $ref: `#/components/schemas/s${n + 1}` };
      return [`s${n}`, { type: 'object', properties: { a: next, b: next, c: next } }];
    }),
  );
  const all = { ...schemas, s40: { type: 'string' } };
  expect(found(describe({ schema: { $ref: '#/components/schemas/s0' } }, all)).sent).toBeInstanceOf(Object);
});

test('what nothing can fit says where', () => {
  const endless = { type: 'object', required: ['next'], properties: { next: node } };
  expect(() => found(describe({ schema: node }, { node: endless }))).toThrow(
    'nothing can fit its schema at next',
  );
  const impossible = {
    type: 'object',
    required: ['a'],
    properties: { a: { allOf: [{ type: 'string' }, { type: 'null' }] } },
  };
  expect(() => found(describe({ schema: impossible }))).toThrow('nothing can fit its schema at a');
  expect(() => found(describe({ schema: { type: 'string', not: {} } }))).toThrow('no body could be made');
});

const ID = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } };

test('examples are taken from where they may stand, the first that fits', () => {
  const taken = (media: Media) => found(describe(media));
  expect(taken({ schema: ID, example: { id: 1 } })).toMatchObject({
    sent: { id: 1 },
    origin: { kind: 'example' },
  });
  expect(
    taken({ schema: ID, examples: { a: { value: { id: 'x' } }, b: { value: { id: 2 } } } }).sent,
  ).toEqual({ id: 2 });
  expect(
    taken({ schema: { type: 'integer' }, examples: { a: { $ref: '#/components/examples/shared' } } }).sent,
  ).toBe(7);
  expect(taken({ schema: { ...ID, examples: [{ id: 3 }] } }).sent).toEqual({ id: 3 });
  expect(taken({ schema: { ...ID, example: { id: 4 } } }).sent).toEqual({ id: 4 });
  expect(taken({ example: { any: 1 } }).sent).toEqual({ any: 1 });
});

test('an example that its schema refuses is not taken, and the reason is told', () => {
  const body = found(describe({ schema: ID, example: { id: 'x' } }));
  expect(body.origin).toEqual({ kind: 'schema', insteadOf: '/id must be integer' });
});

test('a body is made better where the schema lets it', () => {
  const improve = () => ({ id: 9 });
  expect(found(describe({ schema: ID }), improve).sent).toEqual({ id: 9 });
  expect(found(describe({ schema: ID }), () => ({ id: 'x' })).sent).toEqual({ id: 1 });
});

test.each([
  ['#/components/schemas/none', 'leads nowhere'],
  ['other.yaml#/a', 'leads out of the file'],
  ['https://example.com/a.json', 'leads out of the file'],
  ['#/webhooks/a/post/requestBody/content/application~1json/schema', 'leads back to itself'],
])('a $ref to %s is a reason, not a crash', ($ref, says) => {
  expect(() => found(describe({ schema: { $ref } }))).toThrow(says);
});

test('the spellings of 3.0 are understood', () => {
  const schema = {
    type: 'object',
    required: ['a', 'b'],
    properties: {
      a: { type: 'string', nullable: true, enum: ['x'] },
      b: { type: 'integer', minimum: 5, exclusiveMinimum: true },
    },
  };
  const root = plainSchemas(describe({ schema }));
  const check = validator(root)(webhookBody(root, (root['webhooks'] as JsonObject)['a']).schema);
  expect(check({ a: null, b: 6 })).toBeUndefined();
  expect(check({ a: 'x', b: 5 })).toBe('/b must be > 5');
  expect(found(root).sent).toEqual({ a: 'x', b: 6 });
});

test('headers with one possible value are told', () => {
  const parameters = [
    { name: 'X-Event', in: 'header', schema: { const: 'order.created' } },
    { name: 'X-Version', in: 'header', schema: { enum: ['2'] } },
    { name: 'X-Id', in: 'header', schema: { type: 'string' }, example: '1' },
    { name: 'q', in: 'query', schema: { const: 'x' } },
  ];
  const item = { post: { parameters, requestBody: { content: { 'application/json': { example: 1 } } } } };
  expect(fixedHeaders({}, webhookBody({}, item))).toEqual([
    ['X-Event', 'order.created'],
    ['X-Version', '2'],
  ]);
});

test.each([
  ['{"openapi":', /not JSON/],
  ['a: [', /neither JSON nor YAML/],
  ['a: &a\n  b: *a\n', /an anchor holds itself/],
  ['', /no OpenAPI description/],
  ['hello', /no OpenAPI description/],
  ['[1]', /no OpenAPI description/],
  ['swagger: "2.0"', /OpenAPI 2.0, which knows no webhooks/],
  ['openapi: 3.1.0', /describes no webhooks/],
  ['openapi: 3.1.0\npaths: {}\nwebhooks: {}', /describes no webhooks/],
])('%j is refused in one line', async (text, says) => {
  const read = async () => webhooksOf(await readDescription(text, 'api.yaml'), 'api.yaml');
  await expect(read()).rejects.toThrow(says);
  await expect(read()).rejects.not.toThrow('\n');
});
