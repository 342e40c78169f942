// Ways to alter a request after it was signed.

export const MISSING = { status: 'missing', reason: 'no-signature' };
export const invalid = (reason) => ({ status: 'invalid', reason });
export const BODY = Buffer.from('{"n":"Zoë $&"}\r\n');

export const withBody = (body) => (made) => ({ ...made, body: Buffer.from(body) });
export const withSecrets =
  (...secrets) =>
  (made) => ({ ...made, secrets });
export const without = (header) => (made) => ({
  ...made,
  headers: made.headers.filter(([name]) => name !== header),
});
export const edited = (header, edit) => (made) => ({
  ...made,
  headers: made.headers.map(([name, value]) => [name, name === header ? edit(value) : value]),
});
/** Changes the JSON of a body that carries its signature. */
export const inBody = (edit) => (made) => {
  const value = JSON.parse(made.body.toString());
  edit(value);
  return { ...made, body: Buffer.from(JSON.stringify(value)) };
};
