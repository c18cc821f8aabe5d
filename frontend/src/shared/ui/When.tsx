import { dateAndTime, fromNow } from "@/shared/lib/format";

/** A moment as people say it, with the exact time on hover. */
export function When({ time, otherwise = "–" }: { time: string | null; otherwise?: string }) {
  if (!time) return otherwise;
  return (
    <time dateTime={time} title={dateAndTime(time)} style={{ whiteSpace: "nowrap" }}>
      {fromNow(time)}
    </time>
  );
}
