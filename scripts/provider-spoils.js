// Ways to spoil a signed request: at least twenty for each provider. Each gives a changed request, or undefined where it would
// change nothing. `name` is the header with the signature.

const withBody = (request, body) => ({ ...request, body });
const withHeader = (request, name, value) => ({ ...request, headers: { ...request.headers, [name]: value } });
const signature =
  (edit) =>
  (request, { name, inBody }) => {
    if (name === null) return inBody === undefined ? undefined : editedInBody(request, { inBody, edit });
    const before = request.headers[name];
    const after = edit(before);
    return after === before ? undefined : withHeader(request, name, after);
  };
/** For providers whose signature stands in the body, at a path. */
const editedInBody = (request, { inBody, edit }) => {
  const root = JSON.parse(request.body.toString('utf8'));
  const holder = inBody.slice(0, -1).reduce((value, step) => value[step], root);
  const last = inBody.at(-1);
  const after = edit(holder[last]);
  if (after === holder[last]) return undefined;
  holder[last] = after;
  return withBody(request, Buffer.from(JSON.stringify(root)));
};
const swap = (text, at) => `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`;
const moved = (request, { time }) =>
  time === null ? undefined : withHeader(request, time, `${Number(request.headers[time]) + 1}`);

/** How a request is spoiled, by what was done to it. */
export const SPOILS = {
  'a newline after the body': (request) =>
    withBody(request, Buffer.concat([request.body, Buffer.from('\n')])),
  'a blank before the body': (request) => withBody(request, Buffer.concat([Buffer.from(' '), request.body])),
  'a BOM before the body': (request) =>
    withBody(request, Buffer.concat([Buffer.from('\ufeff'), request.body])),
  'a byte of the body changed': (request) => {
    const body = Buffer.from(request.body);
    const at = Math.floor(body.length / 2);
    body[at] = body[at] === 0x61 ? 0x62 : 0x61;
    return withBody(request, body);
  },
  'the body cut by a byte': (request) => withBody(request, request.body.subarray(0, -1)),
  'the body twice': (request) => withBody(request, Buffer.concat([request.body, request.body])),
  'no body': (request) => withBody(request, Buffer.alloc(0)),
  'the body of another event': (request) => withBody(request, Buffer.from('{"id":"evt_2","type":"b"}')),
  'a byte of the body that is no UTF-8': (request) =>
    withBody(request, Buffer.concat([request.body.subarray(0, -1), Buffer.from([0xff])])),
  'another secret': (request, { otherSecret }) => ({ ...request, secret: otherSecret }),
  'a newline after the secret': (request) => ({ ...request, secret: `${request.secret}\n` }),
  'no signature header': (request, { name }) => {
    if (name === null) return undefined;
    const { [name]: _gone, ...headers } = request.headers;
    return { ...request, headers };
  },
  'an empty signature': signature(() => ''),
  'the signature cut': signature((text) => text.slice(0, -8)),
  'half of the signature': signature((text) => text.slice(0, Math.floor(text.length / 2))),
  'the signature in quotes': signature((text) => `"${text}"`),
  'the signature backwards': signature((text) => [...text].toReversed().join('')),
  'a very long signature': signature((text) => text.repeat(200)),
  'a character more': signature((text) => `${text}0`),
  'the middle of the signature changed': signature((text) => swap(text, Math.floor((text.length * 3) / 4))),
  'the beginning of the signature changed': signature((text) => swap(text, 0)),
  'the signature in upper case': signature((text) => text.toUpperCase()),
  'the signature twice in one header': signature((text) => `${text}, ${text}`),
  'the signature of another version': signature((text) =>
    text
      .replace(/\bv1([=,])/g, 'v2$1')
      .replace(/^sha256=/, 'sha1=')
      .replace(/^v0=/, 'v1=')
      .replace('h1=', 'h2='),
  ),
  'the time moved': moved,
  'an hour early': (_request, { signedAt }) => signedAt(3_600_000),
  'an hour late': (_request, { signedAt }) => signedAt(-3_600_000),
  'the URL of another path': (request, { signsUrl }) =>
    signsUrl ? { ...request, url: request.url.replace('/in', '/out') } : undefined,
};
