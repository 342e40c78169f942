import { expect, test } from 'vitest';
import { checkCombinations, type TriggerOptions } from '../../src/commands/trigger/options.ts';
import { rehearsalFrom, rehearsalSettings } from '../../src/commands/trigger/rehearsal-options.ts';
import { github } from '../../src/providers/github.ts';
import { slack } from '../../src/providers/slack.ts';
import { store } from '../../src/providers/store.ts';
import { stripe } from '../../src/providers/stripe.ts';

const RETRIES = { retries: true } as const;

test.each<[TriggerOptions, string]>([
  [{ speed: '3' }, '--speed is about retries'],
  [{ schedule: '3s' }, '--schedule is about retries'],
  [{ ...RETRIES, count: '2' }, '--retries and --count exclude each other'],
  [{ ...RETRIES, following: ['order.updated'] }, '--retries and --then exclude each other'],
  [{ ...RETRIES, duplicate: '1' }, '--retries and --duplicate exclude each other'],
  [{ ...RETRIES, rate: '1/s' }, '--retries and --rate exclude each other'],
  [{ ...RETRIES, print: 'http' }, '--print and --retries exclude each other'],
  [{ print: 'http', count: '2' }, '--print and --count exclude each other'],
  [{ print: 'http', following: ['order.updated'] }, '--print and --then exclude each other'],
  [{ public: true, to: '3000' }, '--public and --to exclude each other'],
  [{ data: '-', following: ['order.updated'] }, '--data and --then exclude each other'],
  [{ edit: true, count: '2' }, '--edit takes one event'],
  [{ rate: 'fast' }, '--rate fast: not a rate'],
  [{ concurrency: '0' }, '--concurrency 0: must be a whole number from 1 up'],
  [{ count: '0' }, '--count 0: must be a whole number from 1 up'],
])('%j is wrong use: %s', (options, message) => {
  expect(() => checkCombinations(options)).toThrow(message);
});

test.each<TriggerOptions>([
  {},
  { ...RETRIES, speed: '300', schedule: '5s' },
  { following: ['order.updated'], count: '3', concurrency: '2', rate: '1/s', duplicate: '1' },
  { print: 'http', count: '1' },
  { edit: true, retries: true },
])('%j goes together', (options) => {
  expect(() => checkCombinations(options)).not.toThrow();
});

test('whose schedule it is, and how fast it goes', () => {
  expect(rehearsalFrom({ speed: '300' }, store)).toMatchObject({
    isProviders: true,
    speed: 300,
    schedule: [300_000, 1_800_000, 7_200_000, 86_400_000],
  });
  const own = rehearsalFrom({ schedule: '5s,1m' }, github);
  expect(own).toMatchObject({ isProviders: false, speed: 1, schedule: [5000, 60_000] });
});

test.each([
  [{}, github, 'github never tries a failed delivery again by itself'],
  [{}, stripe, 'stripe does not publish when it tries a failed delivery again'],
  [{ schedule: 'soon' }, store, '--schedule soon: not a schedule'],
  [{ speed: '0' }, store, '--speed 0: must be a number above 0'],
  [{ speed: '-1' }, store, '--speed -1: must be a number above 0'],
  [{ speed: 'fast' }, store, '--speed fast: must be a number above 0'],
])('no rehearsal of %j', (options, provider, message) => {
  expect(() => rehearsalFrom(options, provider)).toThrow(message);
});

test('an answer is waited for as long as the provider waits, or as --timeout says', () => {
  const settings = { timeoutMs: 30_000, extraHeaders: [], hostHeader: undefined, ca: undefined };
  const base = { ...settings, insecure: false, allowRemote: false };
  expect(rehearsalSettings(base, { options: {}, provider: slack })).toMatchObject({
    timeoutMs: 3000,
    doorTimeoutMs: 3000,
  });
  const told = { ...base, timeoutMs: 50 };
  expect(rehearsalSettings(told, { options: { timeout: '50ms' }, provider: slack })).toMatchObject({
    timeoutMs: 50,
    doorTimeoutMs: 50,
  });
  expect(rehearsalSettings(base, { options: {}, provider: stripe })).not.toHaveProperty('doorTimeoutMs');
});
