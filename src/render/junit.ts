import { safeBlock } from './safe.ts';

/** One checked thing, as CI shows it. */
export interface JunitCase {
  readonly name: string;
  readonly durationMs: number;
  /** Why it failed: one line, and all there is to tell; null where it passed. */
  readonly failure: { readonly message: string; readonly details: string } | null;
  /** Why it was not checked; left out where it was. */
  readonly skipped?: string;
  /** What else there is to tell. */
  readonly output: string;
}

/** A JUnit report as Jenkins, GitLab and the GitHub reporters read it. Any text is allowed anywhere. */
export function junitXml(suite: string, cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const total = cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds(total)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="webhook-cli" ${counts}>`,
    `  <testsuite name="${attribute(suite)}" ${counts}>`,
    ...cases.flatMap((one) => caseLines(suite, one)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines(suite: string, { name, durationMs, failure, skipped, output }: JunitCase): string[] {
  const told =
    failure === null
      ? []
      : [
          `      <failure message="${attribute(failure.message)}" type="expectation">${text(failure.details)}</failure>`,
        ];
  return [
    `    <testcase name="${attribute(name)}" classname="${attribute(suite)}" time="${seconds(durationMs)}">`,
    ...told,
    ...(skipped === undefined ? [] : [`      <skipped message="${attribute(skipped)}"></skipped>`]),
    `      <system-out>${text(output)}</system-out>`,
    '    </testcase>',
  ];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Characters XML 1.0 has no form for are among those that are made visible. */
function text(raw: string): string {
  return safeBlock(raw).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** In an attribute, a line feed would be read as a space. */
function attribute(raw: string): string {
  return text(raw).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
