import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";

const NONE = "–";

type Formats = ReturnType<typeof formatsFor>;

/** What writes numbers and times in a language; slow to make, so made once for each. */
const formatsFor = (locale: string) => ({
  integers: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
  relative: new Intl.RelativeTimeFormat(locale, { numeric: "auto" }),
  dateTime: new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
  }),
  clock: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  decimals: Array.from(
    { length: 5 },
    (_, digits) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        useGrouping: false,
        signDisplay: "negative", // what rounds to nothing has no sign
      }),
  ),
});

const made = new Map<string, Formats>();

function formats(): Formats {
  const known = made.get(i18n.locale);
  if (known) return known;
  const fresh = formatsFor(i18n.locale);
  made.set(i18n.locale, fresh);
  return fresh;
}

const isNumber = (value: number | null | undefined): value is number =>
  value != null && Number.isFinite(value);

const fixed = (value: number, digits: number) =>
  formats().decimals[digits]?.format(value) ?? value.toFixed(digits);

export const count = (value: number | null | undefined) =>
  value == null ? NONE : formats().integers.format(value);

/** With 0 to 4 digits after the point. */
export const decimal = (value: number | null | undefined, digits = 3) =>
  isNumber(value) ? fixed(value, digits) : NONE;

export const percent = (value: number | null | undefined, digits = 0) =>
  isNumber(value) ? t`${fixed(value * 100, digits)} %` : NONE;

/** "40–60 %". */
export const percentRange = (low: number | null, high: number | null) =>
  isNumber(low) && isNumber(high) ? t`${fixed(low * 100, 0)}–${fixed(high * 100, 0)} %` : NONE;

export const dateAndTime = (iso: string | null | undefined) =>
  iso ? formats().dateTime.format(new Date(iso)) : NONE;

export const timeOfDay = (iso: string) => formats().clock.format(new Date(iso));

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 minutes ago", "in 2 days". */
export function fromNow(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1_000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) {
      return formats().relative.format(Math.round(seconds / size), unit);
    }
  }
  return seconds > 5 ? t`in a moment` : t`just now`;
}

/** "4 s", "2 min 5 s", "1 h 12 min". */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return t`${count(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t`${count(minutes)} min ${count(seconds % 60)} s`;
  return hoursAndMinutes(minutes);
}

/** "25 min", "1 h 12 min". */
export function wholeMinutes(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  return minutes < 60 ? t`${count(minutes)} min` : hoursAndMinutes(minutes);
}

const hoursAndMinutes = (minutes: number) =>
  t`${count(Math.floor(minutes / 60))} h ${count(minutes % 60)} min`;

/** The name a person reads for a code: "hh_rlhf" → "Hh rlhf". */
export const sentence = (code: string) =>
  (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll("_", " ");

/** A name within a sentence, in the small letters of the language. */
export const lowerCase = (name: string) => name.toLocaleLowerCase(i18n.locale);
