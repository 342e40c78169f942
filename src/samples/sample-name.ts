/** Folders below a provider's: a project's own `samples` may be full of other things. */
export const MOST_FOLDERS = 2;

const STEP = /^[a-z0-9][a-z0-9._-]{0,99}$/i;
/** Names Windows keeps for devices, whatever follows the first dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** A file's name may have 100 characters, its ending among them. */
const LONGEST_STEP = 88;

/** Whether a name can be a file or folder among samples: no way out, nothing hidden. */
export function isSafeStep(name: string): boolean {
  return STEP.test(name);
}

/** Whether a type can be the name of a sample on every system; a `/` in it is a folder. */
export function isSampleType(type: string): boolean {
  const steps = type.split('/');
  return steps.length <= MOST_FOLDERS + 1 && steps.every(isStorable);
}

/**
 * The nearest type that can name a sample: what cannot stand in a file's name becomes `-`.
 * @returns undefined where nothing is left
 */
export function sampleTypeFrom(name: string): string | undefined {
  const steps = name
    .split('/')
    .map(storable)
    .filter((step) => step !== '');
  const shown = steps.length <= MOST_FOLDERS + 1 ? steps : [storable(steps.join('-'))];
  return shown.length === 0 ? undefined : shown.join('/');
}

function isStorable(step: string): boolean {
  return STEP.test(step) && !DEVICE.test(step) && !step.endsWith('.') && step.length <= LONGEST_STEP;
}

function storable(step: string): string {
  const cleaned = step
    .replace(/[^a-z0-9._-]+/gi, '-')
    .replace(/^[^a-z0-9]+/i, '')
    .slice(0, LONGEST_STEP)
    .replace(/[.-]+$/, '');
  return DEVICE.test(cleaned) ? `x-${cleaned}` : cleaned;
}
