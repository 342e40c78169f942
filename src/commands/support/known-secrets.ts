import { readFileSecret } from '../../config/secret-file.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { NamedSecret, SecretRole } from '../../signatures/diagnosis/types.ts';
import type { Session } from './session.ts';

/** How people call the variable of a secret that is no longer, or not here, the right one. */
const RELATED: readonly (readonly [role: SecretRole, what: string, name: (name: string) => string])[] = [
  ['previous', 'the previous secret', (name) => `${name}_OLD`],
  ['previous', 'the previous secret', (name) => `OLD_${name}`],
  ['previous', 'the previous secret', (name) => `${name}_PREVIOUS`],
  ['other-mode', 'the test secret', (name) => `${name}_TEST`],
  ['other-mode', 'the live secret', (name) => `${name}_LIVE`],
  ['other-mode', 'the test secret', (name) => name.replace('LIVE', 'TEST')],
  ['other-mode', 'the live secret', (name) => name.replace('TEST', 'LIVE')],
];

/** Every secret of the project, with what it is to this endpoint: a diagnosis tries them all. */
export async function knownSecrets(
  session: Session,
  endpoint: Endpoint,
  endpoints: readonly Endpoint[],
): Promise<NamedSecret[]> {
  const file = await readFileSecret(session.project);
  const generated = file?.isGenerated
    ? [{ role: 'generated', value: file.value, name: 'the generated secret' } as const]
    : [];
  const others = endpoints.filter((one) => one !== endpoint && one.secretSource.kind === 'configured');
  const all: NamedSecret[] = [
    ...ownSecrets(endpoint),
    ...relatedSecrets(session, endpoint),
    ...others.flatMap(({ name, secrets }) =>
      secrets.map((value) => ({ role: 'endpoint', value, name: `the secret of endpoint ${name}` }) as const),
    ),
    ...generated,
  ];
  return all.filter((one, index) => all.findIndex(({ value }) => value === one.value) === index);
}

/** The endpoint's own secrets and where each is set. */
export function ownSecrets({ secrets, secretSource }: Endpoint): NamedSecret[] {
  const places = secretSource.kind === 'configured' ? secretSource.from : ['the generated secret'];
  return secrets.map((value, index) => ({ role: 'own', value, name: places[index] ?? 'the project' }));
}

function relatedSecrets({ env }: Session, { secretSource }: Endpoint): NamedSecret[] {
  const names = secretSource.kind === 'configured' ? secretSource.from : [];
  return names.flatMap((name) =>
    RELATED.flatMap(([role, what, relate]) => {
      const related = relate(name);
      const value = related === name ? undefined : env[related];
      return value ? [{ role, value, name: `${what} (${related})` }] : [];
    }),
  );
}
