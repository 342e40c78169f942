// What every scheme, or many of them, must do.
import { AT, BODIES_OF_BYTES, change, SECRET, vector } from './make.js';

export const OK = { status: 'valid', secret: 0 };
export const MISMATCH = { status: 'invalid', reason: 'mismatch' };
export const MALFORMED = { status: 'invalid', reason: 'malformed-signature' };

/** The header that holds the signature: the last one sign.js gives. */
const signatureName = (headers) => headers.at(-1)[0];

/** What every scheme whose signature stands in a header must do. */
export function common(provider, { secret = SECRET, repeated, encoding }) {
  const make = (name, spec, expect, alter) => vector({ provider, name, secret, ...spec }, expect, alter);
  const onSignature = (edit) => (made) => {
    const name = signatureName(made.headers);
    return {
      ...made,
      headers: made.headers.map(([key, value]) => [key, key === name ? edit(value) : value]),
    };
  };
  const plain = { body: Buffer.from('{"type":"a","n":"Zoë"}') };
  const found = [
    ...BODIES_OF_BYTES.map(([name, body]) => make(`body: ${String(name)}`, { body }, OK)),
    make('one byte more', plain, MISMATCH, (made) => ({
      ...made,
      body: Buffer.concat([made.body, Buffer.from('\n')]),
    })),
    make('parsed and written again', { body: Buffer.from('{ "n": 1.0 }') }, MISMATCH, (made) => ({
      ...made,
      body: Buffer.from('{"n":1}'),
    })),
    make('BOM taken away', { body: Buffer.from('\ufeff{}') }, MISMATCH, (made) => ({
      ...made,
      body: Buffer.from('{}'),
    })),
    make('CR LF made LF', { body: Buffer.from('a\r\nb') }, MISMATCH, (made) => ({
      ...made,
      body: Buffer.from('a\nb'),
    })),
    make('another secret', plain, MISMATCH, (made) => ({ ...made, secrets: [change(secret)] })),
    make('second secret of two', plain, { status: 'valid', secret: 1 }, (made) => ({
      ...made,
      secrets: [change(secret), secret],
    })),
    make('no header', plain, { status: 'missing', reason: 'no-signature' }, (made) => ({
      ...made,
      headers: made.headers.slice(0, -1),
    })),
    make(
      'header empty',
      plain,
      MALFORMED,
      onSignature(() => ''),
    ),
    make('header twice', plain, repeated ?? { status: 'invalid', reason: 'repeated-header' }, (made) => ({
      ...made,
      headers: [...made.headers, made.headers.at(-1)],
    })),
    make('header name in another case', plain, OK, (made) => ({
      ...made,
      headers: made.headers.map(([name, value]) => [name.toUpperCase(), value]),
    })),
    make(
      'signature cut',
      plain,
      MISMATCH,
      onSignature((value) => value.slice(0, -4)),
    ),
    make('no secret', plain, { status: 'unchecked', reason: 'no-secret' }, (made) => ({
      ...made,
      secrets: [],
    })),
  ];
  if (encoding === 'hex') {
    found.push(
      make(
        'upper-case hex',
        plain,
        MISMATCH,
        onSignature((value) => value.replace(/[0-9a-f]{40,}$/, (hex) => hex.toUpperCase())),
      ),
    );
    found.push(
      make(
        'base64 of the same digest',
        plain,
        MISMATCH,
        onSignature((value) =>
          value.replace(/[0-9a-f]{40,}$/, (hex) => Buffer.from(hex, 'hex').toString('base64')),
        ),
      ),
    );
  } else {
    const other = { body: Buffer.from('{"n":12}') };
    found.push(
      make(
        'base64url of the same digest',
        other,
        MISMATCH,
        onSignature((value) => value.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')),
      ),
    );
    found.push(
      make(
        'hex of the same digest',
        plain,
        MISMATCH,
        onSignature((value) =>
          value.replace(/[A-Za-z0-9+/]{20,}=*$/, (text) => Buffer.from(text, 'base64').toString('hex')),
        ),
      ),
    );
  }
  return found;
}

/** What secrets of plain text must do. */
export function textSecrets(provider) {
  const body = Buffer.from('{}');
  return [
    vector({ provider, name: 'secret with a newline, on both sides', secret: 'line\n', body }, OK),
    vector(
      { provider, name: 'secret with a newline, here only', secret: 'line', body },
      MISMATCH,
      (made) => ({ ...made, secrets: ['line\n'] }),
    ),
    vector({ provider, name: 'whsec_ is text', secret: SECRET, body }, MISMATCH, (made) => ({
      ...made,
      secrets: [SECRET.slice(6)],
    })),
    vector({ provider, name: 'secret that is not ASCII', secret: 'Zoë €', body }, OK),
    vector({ provider, name: 'empty secret', secret: '', body }, { status: 'invalid', reason: 'bad-secret' }),
  ];
}

/** What a signed time must do. `seconds` allowed; 0 takes any. */
export function ages(
  provider,
  {
    seconds,
    future,
    secret = SECRET,
    bad = ['', 'NaN', '1e9', '-1', '1700000000x', ' ', '99999999999999999999'],
  },
) {
  const body = Buffer.from('{"a":1}');
  const at = (offset) => ({ provider, secret, body, at: AT + offset * 1000 });
  const limit = seconds === 0 ? 1_000_000 : seconds;
  const late = seconds === 0 ? OK : { status: 'invalid', reason: 'stale' };
  const ahead = seconds === 0 || !future ? OK : { status: 'invalid', reason: 'future' };
  return [
    vector({ ...at(-limit), name: 'as old as allowed' }, OK),
    vector({ ...at(-limit - 1), name: 'one second too old' }, late),
    vector({ ...at(limit + 1), name: 'too far ahead' }, ahead),
    vector({ ...at(-limit - 1), name: 'old, and wrong as well' }, MISMATCH, (made) => ({
      ...made,
      body: Buffer.from('{"a":2}'),
    })),
    ...bad.map((ts) =>
      vector(
        { ...at(0), ts, name: `timestamp ${JSON.stringify(ts)}` },
        { status: 'invalid', reason: 'malformed-timestamp' },
      ),
    ),
  ];
}

export function timeMoved(provider, name) {
  return vector(
    { provider, name: 'time moved after signing', secret: SECRET, body: Buffer.from('{}') },
    MISMATCH,
    (made) => ({
      ...made,
      headers: made.headers.map(([key, value]) => [key, key === name ? `${Number(value) + 1}` : value]),
    }),
  );
}

export function headerTaken(provider, name, reason) {
  return vector(
    { provider, name: `${name} is not there`, secret: SECRET, body: Buffer.from('{}') },
    { status: 'invalid', reason },
    (made) => ({
      ...made,
      headers: made.headers.filter(([key]) => key !== name),
    }),
  );
}

export function headerTwice(provider, name) {
  return vector(
    { provider, name: `${name} twice`, secret: SECRET, body: Buffer.from('{}') },
    { status: 'invalid', reason: 'repeated-header' },
    (made) => ({
      ...made,
      headers: [...made.headers, ...made.headers.filter(([key]) => key === name)],
    }),
  );
}

export function listOf(provider, name, edit, expect) {
  const spec = { provider, name, secret: SECRET, body: Buffer.from('{}') };
  return vector(spec, expect, (made) => ({
    ...made,
    headers: made.headers.map(([key, value], index) => [
      key,
      index === made.headers.length - 1 ? edit(value) : value,
    ]),
  }));
}
