import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import {
  Button,
  Group,
  NumberInput,
  Select,
  Switch,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { KINDS, type Draft } from "../questions";
import classes from "./QuestionsEditor.module.css";

interface Props {
  draft: Draft;
  number: number;
  isLast: boolean;
  /** What the server said of a field, or of the question where none is named. */
  problemWith: (field?: string) => string | undefined;
  onChange: (change: Partial<Draft>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

/** One question as a form. */
export function QuestionCard(props: Props) {
  const { draft, number, isLast, problemWith, onChange, onMove, onRemove } = props;
  const quiet = { variant: "subtle", color: "gray", size: "compact-sm" } as const;
  return (
    <li className={classes.card}>
      <fieldset className={classes.fields}>
        <legend className={classes.legend}>
          <Trans>Question {number}</Trans>
        </legend>
        <Group gap={4} className={classes.tools}>
          <Button
            {...quiet}
            disabled={number === 1}
            onClick={() => onMove(-1)}
            aria-label={t`Move question ${number} up`}
          >
            <Trans>Up</Trans>
          </Button>
          <Button
            {...quiet}
            disabled={isLast}
            onClick={() => onMove(1)}
            aria-label={t`Move question ${number} down`}
          >
            <Trans>Down</Trans>
          </Button>
          <Button {...quiet} onClick={onRemove} aria-label={t`Remove question ${number}`}>
            <Trans>Remove</Trans>
          </Button>
        </Group>
        {problemWith() && (
          <Text c="var(--mantine-color-error)" size="sm" role="alert">
            {problemWith()}
          </Text>
        )}
        <TextInput
          className={classes.wide}
          label={t`What people read`}
          value={draft.label}
          maxLength={200}
          error={problemWith("label")}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
          autoFocus={draft.isNameless && draft.label === ""}
        />
        <TextInput
          label={t`Name`}
          description={t`Keep it when you change what people read.`}
          value={draft.name}
          maxLength={40}
          error={problemWith("name")}
          onChange={(event) => onChange({ name: event.currentTarget.value, isNameless: false })}
        />
        <Select
          label={t`Kind`}
          description={t`How people answer.`}
          data={KINDS.map(({ value, label }) => ({ value, label: i18n._(label) }))}
          value={draft.kind}
          error={problemWith("kind")}
          onChange={(chosen) => {
            const found = KINDS.find(({ value }) => value === chosen);
            if (found) onChange({ kind: found.value });
          }}
          allowDeselect={false}
        />
        <KindFields draft={draft} problemWith={problemWith} onChange={onChange} />
        <Switch
          label={t`Has to be answered`}
          checked={draft.required}
          error={problemWith("required")}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
        <Switch
          label={t`Of each response`}
          checked={draft.perResponse}
          error={problemWith("per_response")}
          onChange={(event) => onChange({ perResponse: event.currentTarget.checked })}
        />
      </fieldset>
    </li>
  );
}

/** What only questions of the kind have. */
function KindFields({
  draft,
  problemWith,
  onChange,
}: Pick<Props, "draft" | "problemWith" | "onChange">) {
  if (draft.kind === "text") return null;
  if (draft.kind === "choice") {
    return (
      <Textarea
        className={classes.wide}
        label={t`Options`}
        description={t`One a line, from 2 to 12.`}
        value={draft.options}
        error={problemWith("options")}
        onChange={(event) => onChange({ options: event.currentTarget.value })}
        autosize
        minRows={3}
      />
    );
  }
  return (["min", "max"] as const).map((end) => (
    <NumberInput
      key={end}
      label={end === "min" ? t`First step` : t`Last step`}
      value={draft[end]}
      allowDecimal={false}
      error={problemWith(end)}
      onChange={(value) => {
        if (typeof value === "number") onChange({ [end]: value });
      }}
    />
  ));
}
