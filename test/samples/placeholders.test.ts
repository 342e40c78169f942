import { expect, test } from 'vitest';
import { fillSample } from '../../src/samples/fill.ts';
import { formBody } from '../../src/samples/form.ts';
import { createFill, newStory } from '../../src/samples/placeholders.ts';

const NOW = Date.UTC(2026, 0, 31, 12, 0, 0, 250);
const fill = createFill({ now: NOW });

test.each([
  ['{{time}}', '2026-01-31T12:00:00.250Z'],
  ['{{time-2m}}', '2026-01-31T11:58:00.250Z'],
  ['{{time+1d}}', '2026-02-01T12:00:00.250Z'],
  ['{{stamp}}Z', '2026-01-31T12:00:00Z'],
  ['{{date-30d}}', '2026-01-01'],
  ['{{rfc2822}}', 'Sat, 31 Jan 2026 12:00:00 +0000'],
  ['{{unix-1s}}.5', '1769860799.5'],
  ['"{{unix}}"', '1769860800'],
  ['"{{ms}}"', '1769860800250'],
])('%s is %s', (text, expected) => {
  expect(fill(text)).toBe(expected);
});

test.each([
  ['{{id:li_a}}', /^li_[0-9a-f]{24}$/],
  ['{{uuid}}', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ['{{hex:70:a}}', /^[0-9a-f]{70}$/],
  ['{{upper:10}}', /^[A-Z0-9]{10}$/],
  ['"{{digits:18:guild}}"', /^"[1-9][0-9]{17}"$/],
  ['"{{number:9:order}}"', /^[1-9][0-9]{8}$/],
])('%s is random, the same in one event and another in the next', (text, form) => {
  expect(fill(text)).toMatch(form);
  expect(fill(text)).toBe(fill(text));
  expect(createFill({ now: NOW })(text)).not.toBe(fill(text));
});

test('no number begins with a zero, whatever the seed', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    expect(createFill({ seed: String(seed), now: NOW })('{{number:3:a}}')).toMatch(/^[1-9]\d\d$/);
  }
});

test.each([
  '{{time-soon}}',
  '{{time2m}}',
  '{{hex}}',
  '{{id}}',
  '{{nothing:1}}',
  '{{hex:9999}}',
  '{{ time }}',
])('%s is no placeholder and stays', (text) => {
  expect(fill(text)).toBe(text);
});

test('a form keeps the order of its fields, sends lists as several and objects as JSON text', () => {
  const json = Buffer.from('{"z":"a b&c","payload":{"n":[1]},"a":["x","y"],"none":null,"yes":true,"n":1}');
  expect(formBody(json).toString()).toBe(
    'z=a+b%26c&payload=%7B%22n%22%3A%5B1%5D%7D&a=x&a=y&none=&yes=true&n=1',
  );
});

test('what is not JSON, or no form, says so', () => {
  expect(() => fillSample('{', fill)).toThrow(/the sample is not JSON/);
  expect(() => formBody(Buffer.from('[]'))).toThrow(/not a JSON object/);
  expect(() => formBody(Buffer.from('{'))).toThrow(/cannot be read/);
});

test('the events of a story share ids, but for their own, and the moments that have a name', () => {
  const story = newStory(undefined);
  const isOwn = (placeholder: string): boolean => placeholder === '{{id:evt}}';
  const at = (index: number) =>
    createFill({ now: NOW, place: { story, index, shiftMs: index * 1000, isOwn } });
  const [first, second] = [at(0), at(1)];
  expect(second('{{id:ord}} {{number:9:order}}')).toBe(first('{{id:ord}} {{number:9:order}}'));
  expect(second('{{id:evt}}')).not.toBe(first('{{id:evt}}'));
  expect(first('{{time-2m:ordered}}')).toBe('2026-01-31T11:58:00.250Z');
  expect(second('{{stamp-1d:ordered}} {{time}}')).toBe('2026-01-31T11:58:00 2026-01-31T12:00:01.250Z');
});

test('with a seed the first event of a story is the one that stands alone', () => {
  const place = { story: newStory('7'), index: 0, shiftMs: 0, isOwn: () => true };
  const text = '{{id:evt}} {{time-2m:ordered}}';
  expect(createFill({ seed: '7', now: NOW, place })(text)).toBe(createFill({ seed: '7', now: 0 })(text));
});
