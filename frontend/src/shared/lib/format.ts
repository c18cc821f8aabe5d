const NONE = "–";
const integers = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const dateTime = new Intl.DateTimeFormat("en", {
  dateStyle: "medium",
  timeStyle: "short",
  hourCycle: "h23",
});
const clock = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

export const count = (value: number | null | undefined) =>
  value == null ? NONE : integers.format(value);

export const decimal = (value: number | null | undefined, digits = 3) =>
  value == null || !Number.isFinite(value) ? NONE : value.toFixed(digits);

export const percent = (value: number | null | undefined, digits = 0) =>
  value == null || !Number.isFinite(value) ? NONE : `${(value * 100).toFixed(digits)} %`;

/** "1 answer", "3 answers". */
export const counted = (value: number, one: string, many = `${one}s`) =>
  `${integers.format(value)} ${value === 1 ? one : many}`;

export const dateAndTime = (iso: string | null | undefined) =>
  iso ? dateTime.format(new Date(iso)) : NONE;

export const timeOfDay = (iso: string) => clock.format(new Date(iso));

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 minutes ago", "in 2 days". */
export function fromNow(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1_000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return seconds > 5 ? "in a moment" : "just now";
}

/** "4 s", "2 min 5 s", "1 h 12 min". */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The name a person reads for a code: "hh_rlhf" → "Hh rlhf". */
export const sentence = (code: string) =>
  (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll("_", " ");
