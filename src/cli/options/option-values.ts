/** Reads the texts of options. Each returns null for a text that is no such value. */
import type { ErrorBound } from '../../core/guards.ts';

/** A whole number in digits, or null. */
export function readInteger(text: string): number | null {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const PART = /(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)/g;
const DURATION = /^(?:\d+(?:\.\d+)?\s*(?:ms|s|min|m|h|d)\s*)+$/;

/** Milliseconds of `500ms`, `30s`, `1.5h` or `1h30m`; null without a unit, since seconds and milliseconds are easily confused. */
export function readDurationMs(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (!DURATION.test(trimmed)) return null;
  let sum = 0;
  for (const [, amount, unit] of trimmed.matchAll(PART)) sum += Number(amount) * (UNITS_MS[unit ?? ''] ?? 0);
  return Math.round(sum);
}

/** A switch as the environment writes it, or null. */
export function readSwitch(text: string): boolean | null {
  const folded = text.trim().toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(folded)) return true;
  return ['0', 'false', 'no', 'off'].includes(folded) ? false : null;
}

/** `100`, or `2.5%` up to 100 %. */
export function readErrorBound(text: string): ErrorBound | null {
  const [, number, percentSign] = /^(\d{1,12}(?:\.\d+)?)\s*(%?)$/.exec(text.trim()) ?? [];
  if (number === undefined) return null;
  if (percentSign === '%') return Number(number) <= 100 ? { kind: 'percent', percent: Number(number) } : null;
  return number.includes('.') ? null : { kind: 'count', rows: Number(number) };
}

/** An address without user, query or fragment, its host in lower case, without a slash at its end; null for anything else. */
export function readUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, origin, pathname, username, password, search, hash } = new URL(text);
  const isPlain = username === '' && password === '' && search === '' && hash === '';
  return isPlain && (protocol === 'https:' || protocol === 'http:') ? `${origin}${pathname.replace(/\/+$/, '')}` : null;
}
