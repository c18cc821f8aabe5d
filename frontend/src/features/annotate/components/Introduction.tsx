import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, SimpleGrid, Stack, Text } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { RichText } from "@/shared/text/RichText";
import { KeyCap } from "@/shared/ui/KeyCap";
import classes from "./Introduction.module.css";
import sides from "./Sides.module.css";

interface Props {
  guidelines: string;
  question: string;
  onClose: () => void;
}

const STEPS = 3;

/** The guidelines, one comparison whose answer is known, and what to do where one is unsure. */
export function Introduction({ guidelines, question, onClose }: Props) {
  const [step, setStep] = useState(1);
  const isLast = step === STEPS;
  const title = [t`What you are asked`, t`Try it`, t`When in doubt`][step - 1];
  return (
    <Modal opened onClose={onClose} title={title} size="xl" returnFocus={false}>
      <Stack gap="md">
        {step === 1 && <Asked guidelines={guidelines} question={question} />}
        {step === 2 && <TryOut />}
        {step === 3 && <Doubt />}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            <Trans>
              Step {step} of {STEPS}
            </Trans>
          </Text>
          <Group gap="xs">
            {!isLast && (
              <Button variant="subtle" color="gray" onClick={onClose}>
                <Trans>Skip this</Trans>
              </Button>
            )}
            {step > 1 && (
              <Button variant="default" onClick={() => setStep(step - 1)}>
                <Trans>Back</Trans>
              </Button>
            )}
            <Button onClick={() => (isLast ? onClose() : setStep(step + 1))} data-autofocus>
              {isLast ? t`Begin` : t`Next`}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}

function Asked({ guidelines, question }: Omit<Props, "onClose">) {
  return (
    <>
      <Text fw={600} dir="auto">
        {question}
      </Text>
      {guidelines ? (
        <div className={classes.guidelines} tabIndex={0} role="group" aria-label={t`Guidelines`}>
          <RichText text={guidelines} />
        </div>
      ) : (
        <Text>
          <Trans>Two responses stand side by side. Choose the one that you find better.</Trans>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        <Trans>
          The guidelines stay at hand: <KeyCap>G</KeyCap> opens them.
        </Trans>
      </Text>
    </>
  );
}

type Choice = "left" | "tie" | "right";

const CHOICES: Record<string, Choice> = {
  ArrowLeft: "left",
  ArrowDown: "tie",
  ArrowRight: "right",
};

/** One comparison whose answer is known; nothing of it is sent. */
function TryOut() {
  const [choice, setChoice] = useState<Choice | null>(null);
  // Wherever the focus is in the dialog, as on the page itself.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const chosen = CHOICES[event.key];
      if (!chosen || event.shiftKey) return;
      event.preventDefault();
      setChoice(chosen);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <div className={classes.tryOut} role="group" aria-label={t`Try it`}>
      <Text>
        <Trans>
          Somebody asked what a plumb line shows. Choose the better answer with a button, or with{" "}
          <KeyCap>←</KeyCap> and <KeyCap>→</KeyCap>. This one is only for practice.
        </Trans>
      </Text>
      <SimpleGrid cols={2} spacing="sm" className={sides.sides}>
        <Sample letter="A" isChosen={choice === "left"} onChoose={() => setChoice("left")}>
          <Trans>
            It shows which way is straight down: a weight pulls its cord taut, and a wall that runs
            along the cord is upright.
          </Trans>
        </Sample>
        <Sample letter="B" isChosen={choice === "right"} onChoose={() => setChoice("right")}>
          <Trans>
            A plumb line is a very useful tool. Many people have used tools like this for a long
            time, and they still do.
          </Trans>
        </Sample>
      </SimpleGrid>
      <Text role="status" fw={500} mih="3em">
        {choice !== null && replyTo(choice)}
      </Text>
    </div>
  );
}

function replyTo(choice: Choice): string {
  if (choice === "left") {
    return t`Yes: A answers the question. B sounds pleasant and says nothing about it.`;
  }
  return choice === "right"
    ? t`Most people would choose A: it answers the question. B sounds pleasant and says nothing about it.`
    : t`A tie is for two that are equally good. Here A answers the question and B does not.`;
}

interface SampleProps {
  letter: string;
  isChosen: boolean;
  onChoose: () => void;
  children: ReactNode;
}

function Sample({ letter, isChosen, onChoose, children }: SampleProps) {
  return (
    <Stack gap="xs" className={classes.sample} data-chosen={isChosen || undefined}>
      <Text dir="auto" style={{ flex: 1 }}>
        {children}
      </Text>
      <Button variant={isChosen ? "filled" : "default"} aria-pressed={isChosen} onClick={onChoose}>
        <Trans>{letter} is better</Trans>
      </Button>
    </Stack>
  );
}

function Doubt() {
  return (
    <dl className={classes.doubt}>
      <dt>
        <Trans>Equally good</Trans> <KeyCap>↓</KeyCap>
      </dt>
      <dd>
        <Trans>Say that it is a tie. When neither will do, say that both are bad.</Trans>
      </dd>
      <dt>
        <Trans>You cannot judge it</Trans> <KeyCap>{t`Space`}</KeyCap>
      </dt>
      <dd>
        <Trans>Skip it. Somebody else gets it.</Trans>
      </dd>
      <dt>
        <Trans>It is broken</Trans> <KeyCap>F</KeyCap>
      </dt>
      <dd>
        <Trans>Flag it and say how. A researcher looks at it.</Trans>
      </dd>
      <dt>
        <Trans>You made a mistake</Trans> <KeyCap>⌫</KeyCap>
      </dt>
      <dd>
        <Trans>Undo takes the last answer back. Own answers lists them all.</Trans>
      </dd>
    </dl>
  );
}
