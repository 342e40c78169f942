import { expect, test } from 'vitest';
import {
  escaped,
  spaced,
  withCrlf,
  withField,
  withNewline,
  withOtherByte,
} from '../../src/check/body-variants.ts';

const VALUE = {
  id: 'evt_1',
  text: 'Zoë "quoted" \\ a/b: {x}, [y]',
  list: [1, { deep: 'o' }],
  none: {},
  empty: [],
};
const BODY = Buffer.from(JSON.stringify(VALUE));

test.each([
  ['spaced', spaced],
  ['withCrlf', withCrlf],
  ['withNewline', withNewline],
  ['escaped', escaped],
])('%s: other bytes, the same meaning, and lost when it is parsed and written again', (_name, change) => {
  const changed = change(BODY);
  expect(JSON.parse(changed.toString('utf8'))).toEqual(VALUE);
  expect(JSON.stringify(JSON.parse(changed.toString('utf8')))).not.toBe(changed.toString('utf8'));
});

test('line ends are CR LF, and no LF stands alone', () => {
  const text = withCrlf(BODY).toString('utf8');
  expect(text.split('\r\n').length).toBeGreaterThan(5);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

test('a field is put in first, exactly as it is written, into an object, a list and an empty object', () => {
  const put = withField('n', '[1.0,1e2]');
  expect(put(BODY).toString('utf8')).toMatch(/^\{"n":\[1\.0,1e2\],"id":/);
  expect(put(Buffer.from('[{"a":1}]')).toString()).toBe('[{"n":[1.0,1e2],"a":1}]');
  expect(put(Buffer.from('{}')).toString()).toBe('{"n":[1.0,1e2]}');
  expect(withField('x', '"$&"')(Buffer.from('{"a":1}')).toString()).toBe('{"x":"$&","a":1}');
});

test.each(['{"a":"b"}', '{"id":"evt_0a"}', '{"n":10}', 'a=b&c=d'])(
  'one byte of %s is changed, and it is written as before',
  (text) => {
    const body = Buffer.from(text);
    const changed = withOtherByte(body);
    expect(changed.length).toBe(body.length);
    expect([...changed].filter((byte, index) => byte !== body[index])).toHaveLength(1);
    expect(body.toString()).toBe(text);
  },
);
