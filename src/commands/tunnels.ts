import { EXIT, type ExitCode } from '../core/errors.ts';
import type { CommandContext } from '../core/io.ts';
import { jsonDocument } from '../render/json.ts';
import { safe } from '../render/safe.ts';
import { tunnelKinds } from '../tunnels/index.ts';
import type { Detection, TunnelTraits } from '../tunnels/types.ts';
import { openSession } from './support/session.ts';

/** `tunnels`: the ways to a public URL, what each needs, and which are here. */
export async function run(context: CommandContext<object>): Promise<ExitCode> {
  const session = await openSession(context);
  const { io, style, json } = session;
  const rows = await Promise.all(
    tunnelKinds.map(async ({ name, traits, detect }) => ({
      name,
      traits,
      detection: await detect(io.env),
    })),
  );
  if (json) {
    io.stdout.write(
      jsonDocument(rows.map(({ name, traits, detection }) => ({ name, ...traits, detection }))),
    );
    return EXIT.done;
  }
  for (const { name, traits, detection } of rows) {
    const isReady = detection.kind === 'ready';
    const mark = isReady ? style.good(style.symbols.good) : style.faint(style.symbols.bad);
    io.stdout.write(`${mark} ${style.strong(name.padEnd(12))} ${hereText(traits, detection)}\n`);
    for (const line of traitLines(traits)) io.stdout.write(style.faint(`  ${' '.repeat(12)} ${line}\n`));
  }
  return EXIT.done;
}

function hereText(traits: TunnelTraits, detection: Detection): string {
  if (detection.kind === 'missing') return `not here; ${detection.hint}`;
  return detection.version === null ? `needs ${traits.needs}` : `here, version ${safe(detection.version)}`;
}

function traitLines({ url, headers, encryptedLeg }: TunnelTraits): string[] {
  const way =
    encryptedLeg === null
      ? 'the way here is yours to secure'
      : encryptedLeg
        ? 'encrypted on the way'
        : 'NOT encrypted between its server and this machine';
  const kept = {
    raw: 'headers arrive as sent',
    normalised: 'names and repetition of headers change',
    unknown: 'headers depend on your tunnel',
  }[headers];
  return [`URL: ${url}`, `${way}; bodies arrive byte for byte, ${kept}`];
}
