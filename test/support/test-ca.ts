import { generate } from 'selfsigned';

/** A throw-away certificate that is its own authority. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** For localhost and names below lt.localhost, valid for a few days. */
export async function testCertificate(): Promise<TestCertificate> {
  const names = ['localhost', 'lt.localhost', '*.lt.localhost'];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'webhook-cli test' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true },
      {
        name: 'subjectAltName',
        altNames: [...names.map((value) => ({ type: 2, value }) as const), { type: 7, ip: '127.0.0.1' }],
      },
    ],
  });
  return { key, cert };
}
