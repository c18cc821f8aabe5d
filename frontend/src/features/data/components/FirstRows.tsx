import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { ImportPreview } from "@/api/types";
import classes from "./Bringing.module.css";

type Row = ImportPreview["rows"][number];
type Part = Row["parts"][number];

/** The first rows of a file as they will be stored. */
export function FirstRows({ rows }: { rows: Row[] }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={t`The first rows as they will be read`}>
      <Text fw={600} size="sm" mb={6}>
        <Trans>The first rows as they will be read</Trans>
      </Text>
      <ol className={classes.rows}>
        {rows.map((row) => (
          <li key={row.line}>
            <span className={classes.who}>
              <Trans>Line {row.line}</Trans>
            </span>
            {row.text && (
              <>
                <Text fw={600} size="sm" dir="auto">
                  {row.title}
                </Text>
                <p className={classes.cut} dir="auto">
                  {row.text}
                </p>
              </>
            )}
            {row.parts.map((part, index) => (
              <PartRead key={index} part={part} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function PartRead({ part }: { part: Part }) {
  const names = part.responses.map(({ generator, name }, index) => {
    const number = index + 1;
    return generator || name || t`Response ${number}`;
  });
  return (
    <>
      {part.prompt.map(({ role, content }, index) => (
        <p key={index} className={classes.cut} dir="auto">
          <span className={classes.who}>{role}: </span>
          {content}
        </p>
      ))}
      {part.responses.map(({ text }, index) => (
        <p key={index} className={classes.cut} dir="auto">
          <b>{names[index]}: </b>
          {text}
        </p>
      ))}
      {part.votes.map((vote, index) => (
        <Said key={index} vote={vote} names={names} />
      ))}
      {part.ratings.map(({ response, rater, axes }, index) => (
        <p key={index} className={classes.who} dir="auto">
          {[
            rater,
            names[response],
            ...Object.entries(axes).map(([axis, value]) => `${axis} ${String(value)}`),
          ]
            .filter(Boolean)
            .join(", ")}
        </p>
      ))}
    </>
  );
}

function Said({ vote, names }: { vote: Part["votes"][number]; names: string[] }) {
  const { rater, strength } = vote;
  const first = names[vote.first] ?? "";
  const second = names[vote.second] ?? "";
  const [better, worse] = vote.choice === "b" ? [second, first] : [first, second];
  return (
    <p dir="auto">
      {vote.both_bad ? (
        <Trans>
          Neither <b>{first}</b> nor <b>{second}</b> will do
        </Trans>
      ) : vote.choice === "tie" ? (
        <Trans>
          <b>{first}</b> and <b>{second}</b> tie
        </Trans>
      ) : (
        <Trans>
          <b>{better}</b> is better than <b>{worse}</b>
        </Trans>
      )}
      {strength !== null && (
        <span className={classes.who}>
          {" "}
          <Trans>(strength {strength})</Trans>
        </span>
      )}
      {rater && (
        <span className={classes.who}>
          {" "}
          <Trans>says {rater}</Trans>
        </span>
      )}
    </p>
  );
}
